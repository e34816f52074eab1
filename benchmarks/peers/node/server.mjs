// Mercurius with its just-in-time compiler on Fastify: node server.mjs PORT GRAPH
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import mercurius from 'mercurius';

const [port, file] = process.argv.slice(2);
const raw = JSON.parse(readFileSync(file, 'utf8'));
const schema = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');

const { families, concepts, frameworks, mappings } = raw;
for (const mapping of mappings) {
  mapping.concept = concepts[mapping.concept];
  mapping.framework = frameworks[mapping.framework];
}
for (const concept of concepts) {
  concept.family = families[concept.family];
  concept.allPrerequisites = concept.prerequisites.map((number) => concepts[number]);
  concept.allRelations = concept.relations.map((link) => ({ role: link.role, concept: concepts[link.concept] }));
  concept.allMappings = concept.mappings.map((number) => mappings[number]);
}
for (const framework of frameworks) framework.allMappings = framework.mappings.map((number) => mappings[number]);
const bySlug = new Map(concepts.map((concept) => [concept.slug, concept]));
const after = new Map(concepts.map((concept, number) => [concept.cursor, number + 1]));

const page = (found, first) => ({ totalCount: found.length, nodes: found.slice(0, first) });
const pageOfConcepts = (found, start, first) => {
  const nodes = found.slice(start, start + first);
  return {
    totalCount: found.length,
    nodes,
    edges: nodes.map((node) => ({ cursor: node.cursor, node })),
    pageInfo: {
      hasNextPage: start + first < found.length,
      hasPreviousPage: start > 0,
      startCursor: nodes[0]?.cursor ?? null,
      endCursor: nodes.at(-1)?.cursor ?? null,
    },
  };
};

const app = Fastify();
app.register(mercurius, {
  schema,
  jit: 1,
  resolvers: {
    Query: {
      concept: (_, { slug }) => bySlug.get(slug) ?? null,
      concepts: (_, { first, after: cursor }) => pageOfConcepts(concepts, cursor ? after.get(cursor) : 0, first),
      frameworks: (_, { first }) => page(frameworks, first),
    },
    Concept: {
      prerequisites: (concept, { first }) => pageOfConcepts(concept.allPrerequisites, 0, first),
      relations: (concept, { first }) => page(concept.allRelations, first),
      mappings: (concept, { first }) => page(concept.allMappings, first),
    },
    Framework: { mappings: (framework, { first }) => page(framework.allMappings, first) },
  },
});
await app.listen({ port: Number(port), host: '127.0.0.1' });
