"""Parts of Cypher that several statements share."""

from graph.neo4j_store.model import BUILD, BuildState

WHOLE = f"""
OPTIONAL MATCH (b:{BUILD} {{number: $build}}) WHERE b.state = '{BuildState.COMPLETE}'
RETURN rows, b IS NOT NULL AS whole"""
"""The end of a statement: its ``rows``, and whether the build was still there when all had been read."""


def state_on(variable: str) -> str:
    """Return the expression for the state of a mapping on ``$day``, or by the newest evidence."""
    return f"""CASE WHEN $day IS NULL THEN {variable}.state
 ELSE {variable}.stateHistory[size([d IN {variable}.stateDates WHERE d <= $day])] END"""
