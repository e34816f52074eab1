"""Texts that were never seen: one pass over the tokens checks a plain document and answers it, with nothing compiled.

The pass knows a subset in which validity follows from what it has read: one query without fragments, directives and
variables, declared fields under names that differ, and arguments with literals of the right type. Whatever else a text
holds, and whatever goes wrong, is handed to graphql-core, which decides what is right. So nothing is refused here.

`answering` is the pass. `tokens` cuts a selection, `table` says what may stand in it, `literals` reads arguments.
`straight` writes single objects while their selection is read; `reading` reads the selections of lists, `selections`
and `writers` make what writes them. What was understood is kept by its structure (hash consing): a selection that was
met before, in whatever document, is found again with the texts that it wrote.
"""
