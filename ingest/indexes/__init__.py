"""Clients of the package indexes: the releases of a package and their files. Never used while serving."""
