"""Trusted documents: a list of documents, checked at the start; a service that has one runs nothing else."""
