/* eslint-disable */
import * as types from './graphql.js';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query ExplainCode($text: String!, $asOf: Date) {\n  explainCode(text: $text, asOf: $asOf) {\n    imports {\n      line\n      name\n      knowledge\n      state\n      stateAsOf\n      replacedBy {\n        ref\n        package\n      }\n    }\n  }\n}": typeof types.ExplainCodeDocument,
    "query LearningPath($goal: String!, $known: [String!]) {\n  learningPath(goal: $goal, known: $known) {\n    slices {\n      number\n      name\n      runs\n      steps {\n        level\n        outcome\n        concept {\n          slug\n          name\n        }\n      }\n    }\n    further\n  }\n}": typeof types.LearningPathDocument,
    "query WhoImplements($concept: String!, $after: String) {\n  concept(slug: $concept) {\n    name\n    mappings(first: 100, after: $after, orderBy: {field: COVERAGE}) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        coverage\n        state\n        framework {\n          slug\n          name\n        }\n        symbols {\n          ref\n          former\n          package {\n            purl\n          }\n        }\n      }\n    }\n  }\n}": typeof types.WhoImplementsDocument,
};
const documents: Documents = {
    "query ExplainCode($text: String!, $asOf: Date) {\n  explainCode(text: $text, asOf: $asOf) {\n    imports {\n      line\n      name\n      knowledge\n      state\n      stateAsOf\n      replacedBy {\n        ref\n        package\n      }\n    }\n  }\n}": types.ExplainCodeDocument,
    "query LearningPath($goal: String!, $known: [String!]) {\n  learningPath(goal: $goal, known: $known) {\n    slices {\n      number\n      name\n      runs\n      steps {\n        level\n        outcome\n        concept {\n          slug\n          name\n        }\n      }\n    }\n    further\n  }\n}": types.LearningPathDocument,
    "query WhoImplements($concept: String!, $after: String) {\n  concept(slug: $concept) {\n    name\n    mappings(first: 100, after: $after, orderBy: {field: COVERAGE}) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        coverage\n        state\n        framework {\n          slug\n          name\n        }\n        symbols {\n          ref\n          former\n          package {\n            purl\n          }\n        }\n      }\n    }\n  }\n}": types.WhoImplementsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ExplainCode($text: String!, $asOf: Date) {\n  explainCode(text: $text, asOf: $asOf) {\n    imports {\n      line\n      name\n      knowledge\n      state\n      stateAsOf\n      replacedBy {\n        ref\n        package\n      }\n    }\n  }\n}"): typeof import('./graphql.js').ExplainCodeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query LearningPath($goal: String!, $known: [String!]) {\n  learningPath(goal: $goal, known: $known) {\n    slices {\n      number\n      name\n      runs\n      steps {\n        level\n        outcome\n        concept {\n          slug\n          name\n        }\n      }\n    }\n    further\n  }\n}"): typeof import('./graphql.js').LearningPathDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query WhoImplements($concept: String!, $after: String) {\n  concept(slug: $concept) {\n    name\n    mappings(first: 100, after: $after, orderBy: {field: COVERAGE}) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        coverage\n        state\n        framework {\n          slug\n          name\n        }\n        symbols {\n          ref\n          former\n          package {\n            purl\n          }\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql.js').WhoImplementsDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
