// The policy SDK would type-check a TypeScript entry with ts-node; Node runs what this imports as it is.
import "./pack.ts";
