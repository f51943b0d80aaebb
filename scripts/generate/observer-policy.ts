import { PERMISSIONS } from "../observe/sources.ts";

/** The IAM policy that observing needs, and nothing more: for the role that the drift workflow assumes. */
export function observerPolicy(): string {
  const Action = [...new Set(Object.values(PERMISSIONS).flat())].sort();
  return `${JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "Observe", Effect: "Allow", Action, Resource: "*" }] }, null, 2)}\n`;
}
