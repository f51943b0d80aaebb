import type { RoleRecord } from "../../stacks/kinds/roles.ts";
import type { Account, Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { recordRef } from "../../stacks/model/ref.ts";
import { type AccessRequest, branchOfRequest, digestOfRequest } from "../decide/requests/access.ts";
import { commandOf, windowInWords } from "../decide/requests/usage.ts";
import { proposedFiles } from "./files.ts";
import type { Proposal } from "./propose.ts";
import { markerOf } from "./sections/marker.ts";
import { asCode, quoted } from "./sections/why.ts";

/** What a request's pull request is made of besides the request: who asked, where, and who may approve it by what is needed. */
export type RequestContext = {
  askedBy: readonly string[];
  /** The issue that it was asked in. */
  issue: number | undefined;
  /** For each approval that is needed, the logins of those who may give it. */
  mayApprove: Readonly<Record<string, readonly string[]>>;
  prefix: string;
  asOf: Instant;
};

/** At most this many people are asked for each approval. */
const MOST = 2;

const TITLES: Readonly<Record<AccessRequest["action"], string>> = { grant: "Grant", extend: "Extend", end: "End" };

/** Turns a request into its pull request. Pure: `texts` are the files of the commit that `declared` was read from. */
export function proposeRequest(
  request: AccessRequest,
  declared: Declared,
  texts: ReadonlyMap<string, string>,
  context: RequestContext,
): Proposal {
  const { id, action, stack, record, role, who, edits } = request;
  const { askedBy, prefix, mayApprove } = context;
  const files = proposedFiles(edits, texts);
  const digest = digestOfRequest(request);
  const reviewers = [...new Set(Object.values(mayApprove).flatMap((logins) => logins.slice(0, MOST)))];
  const paths = files.map(({ path, text }) => `- ${asCode(`${prefix}${path}`)}${text === null ? " goes" : ""}`);
  const sections = [
    nextStep(request, context),
    ["### What", `- roles/${role} of ${stack} for ${who}`, `- ${windowInWords(request, declared)}`, ...paths].join("\n"),
    ["### Why", quoted(request.reason), askers(context)].join("\n"),
    ["### On merge", ...onMerge(request, declared.accounts.get(stack)!)].join("\n"),
    `### Undo\n${action === "end" ? "Whoever needs it again asks again." : `\`npm run request -- end ${record} --stack ${stack} --propose\`, at any time; it only takes access away.`}`,
    ...(context.issue === undefined ? [] : [`Closes #${context.issue}`]),
  ];
  return {
    change: id,
    branch: branchOfRequest(request),
    base: declared.commit,
    digest,
    title: `${TITLES[action]} ${record} in ${stack}: ${role} for ${who}`.slice(0, 200),
    body: `${sections.join("\n\n")}\n\n${markerOf(id, digest)}\n`,
    labels: ["tenure", `stack:${stack}`, "access-request"],
    reviewers,
    next: [...new Set(Object.values(mayApprove).flat())].filter((login) => !reviewers.includes(login)),
    fallback: declared.directory.teams.get(declared.settings.teams.security)?.github ?? null,
    files,
    prefix,
    findings: [],
    autoMerge: false,
    askedBy,
    supersedes: [],
  };
}

function nextStep({ action }: AccessRequest, { mayApprove }: RequestContext): string {
  const needs = Object.entries(mayApprove).map(([need, logins]) => {
    const asked = logins.slice(0, MOST).map((login) => `@${login}`);
    return `${need}${asked.length > 0 ? ` (${asked.join(" or ")})` : ""}`;
  });
  const how = action === "end" ? "It only takes access away." : "AWS itself ends the access with the window, open sessions included.";
  return `**Next step:** approval by ${needs.length > 0 ? needs.join(" and by ") : "security"}, then merge; or closing with a reason. ${how} Whoever asked or gets the access never counts.`;
}

function askers({ askedBy, issue }: RequestContext): string {
  return `Asked for by ${askedBy.join(", ")}${issue === undefined ? "" : ` in #${issue}`}.`;
}

function onMerge(request: AccessRequest, account: Account): readonly string[] {
  const { action, role } = request;
  if (action === "end") return ["The deployment moves the end to that moment: AWS denies everything from then on, open sessions included."];
  const { permissions } = account.records.get(recordRef("roles", role))!.fields as RoleRecord;
  return [
    `The deployment of \`${account.name}\` gives ${permissions.map(asCode).join(", ") || "nothing"} for the window, by a role of its own. As the person:`,
    "```sh",
    commandOf(request, account),
    "```",
  ];
}
