/** What the bundle's build and Monaco put on the page, and what TypeScript's own library does not know yet. */

declare module '*.css';

/** Addresses of the workers by Monaco's label, with the hashed names that the build found. */
declare var DURAMEN_WORKERS: Record<string, string>;

declare var MonacoEnvironment: { getWorker(id: string, label: string): Worker };

interface Element {
  /** The HTML Sanitizer API; missing in older browsers. */
  setHTML?(html: string): void;
}
