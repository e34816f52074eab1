"""Audits as files and requests ask for them: reading manifests for the server, and the forms of a report."""
