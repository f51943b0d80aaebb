import type { Instant } from "../../stacks/model/instant.ts";
import type { AccessRequest } from "../decide/requests/access.ts";
import type { Requestable } from "../decide/requests/requestable.ts";
import type { Usage } from "../decide/requests/usage.ts";
import type { ProposalResult } from "./drift-json.ts";

/** What a request came to, as far as people need to know. */
export type Requested = {
  proposal: ProposalResult;
  /** How the access is used; absent where its end is asked for. */
  usage: Usage | undefined;
  askedBy: readonly string[];
  mayApprove: Readonly<Record<string, readonly string[]>>;
  warnings: readonly string[];
};

/** A request's pull request for a terminal: where it is, who approves it, and how the access is used. */
export function requestText({ proposal, usage, askedBy, mayApprove, warnings }: Requested): string {
  const { action, title, number, url, branch, notes, body } = proposal;
  return [
    `${action}${number === null ? "" : ` #${number}`}: ${title}`,
    `  ${url ?? branch}`,
    ...usageLines(usage).map((line) => `  ${line}`),
    ...Object.entries(mayApprove).map(
      ([need, logins]) => `  approval needed: ${need}${logins.length > 0 ? ` (${logins.join(", ")})` : ", which nobody can give"}`,
    ),
    `  asked for by ${askedBy.join(", ")}, whose approval does not count`,
    ...notes.map((note) => `  note: ${note}`),
    ...warnings.map((message) => `  the gate would say: ${message}`),
    ...(body === undefined ? [] : ["", body.trimEnd().replace(/^/gm, "    | ")]),
  ].join("\n");
}

/** From when until when, and the exact command, for a terminal. */
export function usageLines(usage: Usage | undefined): readonly string[] {
  return usage === undefined ? [] : [usage.window, `then, with the credentials that act for the person: ${usage.command}`];
}

/** The same as JSON; the edits are in the pull request. */
export function requestJson(
  { proposal, usage, askedBy, mayApprove, warnings }: Requested,
  { edits: _, ...request }: AccessRequest,
): string {
  return JSON.stringify({ schema: "tenure/request/1", request, usage: usage ?? null, proposal, askedBy, mayApprove, warnings }, null, 2);
}

/** The same for the issue in which it was asked. */
export function requestMarkdown({ proposal, usage, mayApprove }: Requested): string {
  return [
    `**Next step:** ${Object.keys(mayApprove).join(" and ") || "security"} approves #${proposal.number}; your own approval does not count.`,
    ...(usage === undefined
      ? []
      : [`Once it is merged and deployed, with the credentials that act for you:\n\`\`\`sh\n${usage.command}\n\`\`\``]),
  ].join("\n\n");
}

/** What can be asked for, one role a paragraph. */
export function requestableText(all: readonly Requestable[], asOf: Instant): string {
  if (all.length === 0) return `nothing can be asked for as of ${asOf}`;
  return all
    .map(({ stack, role, purpose, permissions, by, longest, approvers, until }) =>
      [
        `${stack}  ${role}: ${purpose}`,
        `  by ${by.join(", ")}, at most ${longest}, approved by ${approvers.join(" and ")}; until ${until}`,
        `  gives ${permissions.join(", ") || "nothing"}`,
      ].join("\n"),
    )
    .join("\n");
}
