//! async-graphql on axum, one thread: `duramen-benchmark-peer PORT GRAPH`.

use std::{collections::HashMap, fs, sync::OnceLock};

use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
use async_graphql_axum::GraphQL;
use axum::{routing::post_service, Router};
use serde::Deserialize;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

static GRAPH: OnceLock<Graph> = OnceLock::new();

#[derive(Deserialize)]
struct Data {
    families: Vec<FamilyRow>,
    concepts: Vec<ConceptRow>,
    frameworks: Vec<FrameworkRow>,
    mappings: Vec<MappingRow>,
}

struct Graph {
    data: Data,
    by_slug: HashMap<String, usize>,
    after: HashMap<String, usize>,
}

#[derive(Deserialize)]
struct FamilyRow {
    slug: String,
    name: String,
    summary: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConceptRow {
    slug: String,
    name: String,
    definition: String,
    invariant: String,
    status: String,
    kind: String,
    aliases: Vec<String>,
    trade_offs: Vec<String>,
    failure_modes: Vec<String>,
    family: usize,
    cursor: String,
    prerequisites: Vec<usize>,
    relations: Vec<RelationRow>,
    mappings: Vec<usize>,
}

#[derive(Deserialize)]
struct RelationRow {
    role: String,
    concept: usize,
}

#[derive(Deserialize)]
struct FrameworkRow {
    slug: String,
    name: String,
    summary: String,
    licence: String,
    mappings: Vec<usize>,
}

#[derive(Deserialize)]
struct MappingRow {
    summary: String,
    coverage: String,
    state: String,
    symbols: Vec<SymbolRow>,
    concept: usize,
    framework: usize,
}

#[derive(Deserialize)]
struct SymbolRow {
    r#ref: String,
    kind: String,
}

fn graph() -> &'static Graph {
    GRAPH.get().expect("the graph is read before the first request")
}

struct Family(&'static FamilyRow);
struct Concept(&'static ConceptRow);
struct Framework(&'static FrameworkRow);
struct Mapping(&'static MappingRow);
struct Symbol(&'static SymbolRow);
struct Relation(&'static RelationRow);
struct ConceptEdge(&'static ConceptRow);

#[Object]
impl Family {
    async fn slug(&self) -> &str {
        &self.0.slug
    }
    async fn name(&self) -> &str {
        &self.0.name
    }
    async fn summary(&self) -> &str {
        &self.0.summary
    }
}

#[Object]
impl Symbol {
    async fn r#ref(&self) -> &str {
        &self.0.r#ref
    }
    async fn kind(&self) -> &str {
        &self.0.kind
    }
}

#[Object]
impl Relation {
    async fn role(&self) -> &str {
        &self.0.role
    }
    async fn concept(&self) -> Concept {
        Concept(&graph().data.concepts[self.0.concept])
    }
}

#[Object]
impl Mapping {
    async fn summary(&self) -> &str {
        &self.0.summary
    }
    async fn coverage(&self) -> &str {
        &self.0.coverage
    }
    async fn state(&self) -> &str {
        &self.0.state
    }
    async fn symbols(&self) -> Vec<Symbol> {
        self.0.symbols.iter().map(Symbol).collect()
    }
    async fn concept(&self) -> Concept {
        Concept(&graph().data.concepts[self.0.concept])
    }
    async fn framework(&self) -> Framework {
        Framework(&graph().data.frameworks[self.0.framework])
    }
}

struct MappingConnection(&'static [usize], usize);

#[Object]
impl MappingConnection {
    async fn total_count(&self) -> usize {
        self.0.len()
    }
    async fn nodes(&self) -> Vec<Mapping> {
        self.0.iter().take(self.1).map(|&at| Mapping(&graph().data.mappings[at])).collect()
    }
}

struct RelationConnection(&'static [RelationRow], usize);

#[Object]
impl RelationConnection {
    async fn total_count(&self) -> usize {
        self.0.len()
    }
    async fn nodes(&self) -> Vec<Relation> {
        self.0.iter().take(self.1).map(Relation).collect()
    }
}

#[Object]
impl ConceptEdge {
    async fn cursor(&self) -> &str {
        &self.0.cursor
    }
    async fn node(&self) -> Concept {
        Concept(self.0)
    }
}

struct PageInfo {
    has_next: bool,
    has_previous: bool,
    start: Option<&'static str>,
    end: Option<&'static str>,
}

#[Object]
impl PageInfo {
    async fn has_next_page(&self) -> bool {
        self.has_next
    }
    async fn has_previous_page(&self) -> bool {
        self.has_previous
    }
    async fn start_cursor(&self) -> Option<&str> {
        self.start
    }
    async fn end_cursor(&self) -> Option<&str> {
        self.end
    }
}

struct ConceptConnection {
    page: Vec<&'static ConceptRow>,
    total: usize,
    start: usize,
}

impl ConceptConnection {
    fn of(all: impl Iterator<Item = &'static ConceptRow>, total: usize, start: usize, first: usize) -> Self {
        Self { page: all.skip(start).take(first).collect(), total, start }
    }
}

#[Object]
impl ConceptConnection {
    async fn total_count(&self) -> usize {
        self.total
    }
    async fn nodes(&self) -> Vec<Concept> {
        self.page.iter().map(|&row| Concept(row)).collect()
    }
    async fn edges(&self) -> Vec<ConceptEdge> {
        self.page.iter().map(|&row| ConceptEdge(row)).collect()
    }
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next: self.start + self.page.len() < self.total,
            has_previous: self.start > 0,
            start: self.page.first().map(|row| row.cursor.as_str()),
            end: self.page.last().map(|row| row.cursor.as_str()),
        }
    }
}

#[Object]
impl Concept {
    async fn slug(&self) -> &str {
        &self.0.slug
    }
    async fn name(&self) -> &str {
        &self.0.name
    }
    async fn definition(&self) -> &str {
        &self.0.definition
    }
    async fn invariant(&self) -> &str {
        &self.0.invariant
    }
    async fn status(&self) -> &str {
        &self.0.status
    }
    async fn kind(&self) -> &str {
        &self.0.kind
    }
    async fn aliases(&self) -> &[String] {
        &self.0.aliases
    }
    async fn trade_offs(&self) -> &[String] {
        &self.0.trade_offs
    }
    async fn failure_modes(&self) -> &[String] {
        &self.0.failure_modes
    }
    async fn family(&self) -> Family {
        Family(&graph().data.families[self.0.family])
    }
    async fn prerequisites(&self, #[graphql(default = 20)] first: usize) -> ConceptConnection {
        let found = &self.0.prerequisites;
        ConceptConnection::of(found.iter().map(|&at| &graph().data.concepts[at]), found.len(), 0, first)
    }
    async fn relations(&self, #[graphql(default = 20)] first: usize) -> RelationConnection {
        RelationConnection(&self.0.relations, first)
    }
    async fn mappings(&self, #[graphql(default = 20)] first: usize) -> MappingConnection {
        MappingConnection(&self.0.mappings, first)
    }
}

#[Object]
impl Framework {
    async fn slug(&self) -> &str {
        &self.0.slug
    }
    async fn name(&self) -> &str {
        &self.0.name
    }
    async fn summary(&self) -> &str {
        &self.0.summary
    }
    async fn licence(&self) -> &str {
        &self.0.licence
    }
    async fn mappings(&self, #[graphql(default = 20)] first: usize) -> MappingConnection {
        MappingConnection(&self.0.mappings, first)
    }
}

struct FrameworkConnection(usize);

#[Object]
impl FrameworkConnection {
    async fn total_count(&self) -> usize {
        graph().data.frameworks.len()
    }
    async fn nodes(&self) -> Vec<Framework> {
        graph().data.frameworks.iter().take(self.0).map(Framework).collect()
    }
}

struct Query;

#[Object]
impl Query {
    async fn concept(&self, slug: String) -> Option<Concept> {
        graph().by_slug.get(&slug).map(|&at| Concept(&graph().data.concepts[at]))
    }
    async fn concepts(&self, #[graphql(default = 20)] first: usize, after: Option<String>) -> ConceptConnection {
        let start = after.and_then(|cursor| graph().after.get(&cursor).copied()).unwrap_or(0);
        let all = &graph().data.concepts;
        ConceptConnection::of(all.iter(), all.len(), start, first)
    }
    async fn frameworks(&self, #[graphql(default = 20)] first: usize) -> FrameworkConnection {
        FrameworkConnection(first)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let data: Data = serde_json::from_slice(&fs::read(&arguments[2]).expect("the graph can be read")).expect("a graph");
    let by_slug = data.concepts.iter().enumerate().map(|(at, row)| (row.slug.clone(), at)).collect();
    let after = data.concepts.iter().enumerate().map(|(at, row)| (row.cursor.clone(), at + 1)).collect();
    GRAPH.set(Graph { data, by_slug, after }).ok().expect("set once");
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    let app = Router::new().route("/graphql", post_service(GraphQL::new(schema)));
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{}", arguments[1])).await.expect("a free port");
    axum::serve(listener, app).await.expect("served");
}
