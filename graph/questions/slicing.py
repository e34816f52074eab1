"""Cutting a set of concepts into slices: each closed under prerequisites, given those before it, and ending in a run.

Goals bring slices that people wrote. For anything else the slices are made here: the first one leads to the concept
that most of the others rest on, which is the shortest way to one request answered end to end; the second brings the
cheapest means to score and to see what happens; then family by family, what matters most and adds least first.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.questions.knowledge import closure
from graph.questions.projection import Projection
from graph.records import Concept, Goal

MOST_FIRST = 6
"""Concepts in the first slice."""
MOST_STEPS = 8
"""Concepts in any slice; slices that people wrote may be that long."""
_COMFORTABLE = 5
_FIRST_FILLED_TO = 4
EARLY_FAMILIES = ("evaluation", "observability")
"""What a path brings by its second slice."""


Urgency = Mapping[str, int]
"""How soon each concept is wanted, 0 soonest; what comes before a concept is at least as urgent."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A slice before its steps are worked out."""

    name: str
    concepts: tuple[str, ...]
    runs: str


def learn_order(projection: Projection, slugs: Collection[str]) -> tuple[str, ...]:
    """Return concepts in topological order, ties by depth, family and slug.

    The order of two concepts depends on them and on what they rest on alone, so that it is stable when others come or
    go (lexicographic topological sort, Kahn 1962).
    """
    import networkx as nx  # noqa: PLC0415  # a fifth of a second, paid by who asks this question first

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(slugs)
    graph.add_edges_from(
        (need, slug) for slug in slugs for need in projection.concepts[slug].prerequisites if need in slugs
    )
    return tuple(nx.lexicographical_topological_sort(graph, key=lambda slug: _place(projection, slug)))


def _place(projection: Projection, slug: str) -> tuple[bool, int, int, str]:
    concept = projection.concepts[slug]
    order = projection.families[concept.family].order
    # practices come before components where they may: a slice should end in something that runs
    return concept.example is not None, projection.depths[slug], order, slug


def slices_of_goal(projection: Projection, goal: Goal, needed: frozenset[str], urgency: Urgency) -> list[Cut]:
    """Return the slices that people wrote for a goal, less what is not needed.

    Prerequisites that they leave out join the slice that needs them, and what no slice has comes last.
    """
    done: set[str] = set()
    cuts: list[Cut] = []
    for step in goal.slices:
        wanted = (closure(projection, step.concepts) & needed) - done
        if wanted:
            missing = wanted - set(step.concepts)
            own = (*learn_order(projection, missing), *(slug for slug in step.concepts if slug in wanted))
            most = MOST_FIRST if not cuts else MOST_STEPS
            cuts += _split(projection, Cut(step.name, _prerequisites_first(projection, own), step.runs), most)
            done |= wanted
    rest = needed - done
    return [*cuts, *_families(projection, rest, urgency)] if rest else cuts


def slices_of(projection: Projection, needed: frozenset[str], urgency: Urgency) -> list[Cut]:
    """Return slices for any set of concepts that is closed but for what is known."""
    if not needed:
        return []
    first = _first(projection, needed, urgency)
    done = set(first)
    cuts = [_cut(projection, "A first result", first)]
    early = _early(projection, needed - done)
    if early:
        cuts += _split(projection, _cut(projection, "Seen and scored", early), MOST_STEPS)
        done |= early
    return [*cuts, *_families(projection, needed - done, urgency)]


def _first(projection: Projection, needed: frozenset[str], urgency: Urgency) -> frozenset[str]:
    """Return the concepts of the first slice: the way to what most others rest on, and what comes cheap with it."""
    rests_on = dict.fromkeys(needed, 0)
    for slug in needed:
        for below in projection.below[slug] & needed:
            rests_on[below] += 1

    def rank(slug: str) -> tuple[object, ...]:
        concept = projection.concepts[slug]
        last_resort = concept.example is None or concept.family in EARLY_FAMILIES or not concept.prerequisites
        return last_resort, urgency[slug], -rests_on[slug], projection.depths[slug], slug

    fitting = [slug for slug in needed if len(projection.below[slug] & needed) <= MOST_FIRST]
    entry = min(fitting, key=rank)
    chosen = set(projection.below[entry] & needed)
    for slug in learn_order(projection, needed):
        if len(chosen) >= _FIRST_FILLED_TO:
            break
        concept = projection.concepts[slug]
        late = concept.family in EARLY_FAMILIES or concept.example is None or entry not in concept.prerequisites
        if not late and all(need in chosen or need not in needed for need in concept.prerequisites):
            chosen.add(slug)
    return frozenset(chosen)


def _early(projection: Projection, rest: frozenset[str]) -> frozenset[str]:
    """Return the cheapest way to one concept of each family that a path should not leave for later."""
    chosen: frozenset[str] = frozenset()
    for family in EARLY_FAMILIES:
        priced = [
            ((concept.example is None, len(added - chosen), -len(projection.dependents.get(slug, ())), slug), added)
            for slug in rest
            if (concept := projection.concepts[slug]).family == family and (added := projection.below[slug] & rest)
        ]
        if priced:
            chosen |= min(priced)[1]
    return chosen if len(chosen) <= MOST_STEPS else frozenset(learn_order(projection, chosen)[:MOST_STEPS])


def _families(projection: Projection, rest: Collection[str], urgency: Urgency) -> list[Cut]:
    """Return slices of what is left: the most urgent first, then what adds least; each is filled from one family."""
    left, cuts = set(rest), []
    while left:
        added = {slug: projection.below[slug] & left for slug in left}
        order = sorted(left, key=lambda slug: (urgency[slug], len(added[slug]), _place(projection, slug)[1:]))
        family = projection.concepts[order[0]].family
        chosen = set(added[order[0]])
        for slug in order[1:]:
            joined = chosen | added[slug]
            if projection.concepts[slug].family == family and len(joined) <= _COMFORTABLE:
                chosen = joined
        cuts.append(_cut(projection, projection.families[family].name, chosen))
        left -= chosen
    return cuts


def _cut(projection: Projection, name: str, slugs: Collection[str]) -> Cut:
    ordered = learn_order(projection, slugs)
    return Cut(name, ordered, _runs(projection.concepts[slug] for slug in ordered))


def _runs(concepts: Iterable[Concept]) -> str:
    """Return what runs at the end of a slice: the example of its last concept that has one."""
    all_of_them = list(concepts)
    with_example = [one for one in all_of_them if one.example is not None]
    if not with_example:
        return all_of_them[-1].outcomes.apply
    last = with_example[-1]
    return f"The example of {last.name} runs offline; then with your own data: {last.outcomes.apply}"


def _prerequisites_first(projection: Projection, slugs: Sequence[str]) -> tuple[str, ...]:
    """Return concepts in the order given, but none before one that it rests on."""
    import networkx as nx  # noqa: PLC0415  # a fifth of a second, paid by who asks this question first

    place = {slug: number for number, slug in enumerate(slugs)}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(slugs)
    graph.add_edges_from((need, slug) for slug in slugs for need in projection.below[slug] & place.keys() - {slug})
    return tuple(nx.lexicographical_topological_sort(graph, key=place.__getitem__))


def _split(projection: Projection, cut: Cut, most: int) -> list[Cut]:
    """Return a slice as it is, or in parts where it is too long; all parts but the last run an example."""
    parts = [cut.concepts[start : start + most] for start in range(0, len(cut.concepts), most)]
    cuts = [Cut(cut.name, part, _runs(projection.concepts[slug] for slug in part)) for part in parts[:-1]]
    return [*cuts, Cut(cut.name, parts[-1], cut.runs)]
