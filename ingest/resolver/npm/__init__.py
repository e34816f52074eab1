"""References into npm tarballs, on their declaration files: what a TypeScript program sees, read without Node."""
