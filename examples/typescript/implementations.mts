/**
 * Prints which frameworks implement a concept, and by which names.
 *
 *     tsc --project examples/typescript --outDir build/examples
 *     node build/examples/implementations.mjs reranking http://127.0.0.1:8000/graphql
 *
 * Node 24 also runs the file as it is. At run time it needs nothing but `fetch`.
 */

declare const process: { argv: string[]; exitCode: number };

const IMPLEMENTATIONS = /* GraphQL */ `
  query Implementations($concept: String!, $after: String) {
    concept(slug: $concept) {
      mappings(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          coverage
          state
          framework { slug }
          symbols { ref former }
        }
      }
    }
  }
`;

interface MappingNode {
  coverage: "CORE" | "PARTIAL" | "HOOK";
  state: "BROKEN" | "UNVERIFIED" | "DOCUMENTED" | "DEPRECATED" | "VERIFIED";
  framework: { slug: string };
  symbols: { ref: string; former: boolean }[];
}

interface ImplementationsData {
  concept: {
    mappings: {
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
      nodes: MappingNode[];
    };
  } | null;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** The service answered with errors; `code` tells them apart, the message is for people. */
export class QueryFailed extends Error {
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

/** Returns the data of an answer. An overloaded service is asked again after the time that it names. */
export async function query<Data>(endpoint: string, document: string, variables: object, attempts = 3): Promise<Data> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query: document, variables }),
  });
  if (response.status === 503 && attempts > 1) {
    const seconds = Number(response.headers.get("retry-after") ?? 1);
    await new Promise((resume) => setTimeout(resume, seconds * 1000));
    return query(endpoint, document, variables, attempts - 1);
  }
  const answer = (await response.json()) as Answer<Data>;
  const error = answer.errors?.[0];
  if (error) throw new QueryFailed(error.message, error.extensions?.code);
  if (!answer.data) throw new QueryFailed("the answer has no data", undefined);
  return answer.data;
}

/** Yields how frameworks express a concept, framework by framework, however many pages that takes. */
export async function* implementations(endpoint: string, concept: string): AsyncGenerator<MappingNode> {
  let after: string | null = null;
  do {
    const data: ImplementationsData = await query(endpoint, IMPLEMENTATIONS, { concept, after });
    if (data.concept === null) throw new Error(`there is no concept "${concept}"`);
    yield* data.concept.mappings.nodes;
    const { hasNextPage, endCursor } = data.concept.mappings.pageInfo;
    after = hasNextPage ? endCursor : null;
  } while (after !== null);
}

const [concept = "reranking", endpoint = "http://127.0.0.1:8000/graphql"] = process.argv.slice(2);
try {
  for await (const { framework, coverage, state, symbols } of implementations(endpoint, concept)) {
    const names = symbols.filter((symbol) => !symbol.former).map((symbol) => symbol.ref);
    console.log([framework.slug, coverage, state, ...names].join("\t"));
  }
} catch (problem) {
  console.error(problem instanceof Error ? problem.message : problem);
  process.exitCode = 1;
}
