/**
 * One thing that a new record may say: where it stands, and how a word of the command line becomes its value.
 * `text`, `number` and `yes` are one word, `list` several; `flag` is true or, unless it is given, false; `end` is an end; `slots` are names of key slots;
 * `statement` is a part of the one statement of a new policy.
 */
export type Question = {
  field: readonly string[];
  form: "text" | "number" | "yes" | "flag" | "list" | "end" | "slots" | "statement";
  value?: string;
  ask: string;
  /** What a terminal asks next, once this one is answered. */
  next?: readonly string[];
};

/** Everything that can be asked for a new record, by the option that says it. */
export const QUESTIONS: Readonly<Record<string, Question>> = {
  owner: { field: ["owner"], form: "text", value: "<owner>", ask: "who answers for it: team/<id> or person/<id>" },
  purpose: { field: ["purpose"], form: "text", value: "<text>", ask: "what it is for, in one sentence" },
  expires: { field: ["expires"], form: "end", value: "<instant>", ask: "the first moment without access (default: as late as allowed)" },
  group: { field: ["groups"], form: "list", value: "<name>", ask: "a group that it belongs to" },
  permission: {
    field: ["permissions"],
    form: "list",
    value: "<name|arn>",
    ask: "a policy: a name under permissions/ or an ARN of AWS's own",
  },
  key: { field: ["keys"], form: "slots", value: "<slot>", ask: "a slot for an access key, usually primary" },
  console: { field: ["console"], form: "yes", ask: "it has a console password" },
  service: {
    field: ["trust", "service"],
    form: "text",
    value: "<service>",
    ask: "the AWS service that runs it, such as lambda.amazonaws.com",
  },
  "source-arn": { field: ["trust", "sourceArn"], form: "text", value: "<arn>", ask: "the only resource for which the service may use it" },
  "trusted-account": {
    field: ["trust", "account"],
    form: "text",
    value: "<id>",
    ask: "the other account that may use it; its ExternalId is generated",
  },
  repository: {
    field: ["trust", "github", "repository"],
    form: "text",
    value: "<owner/name>",
    ask: "the GitHub repository that runs it",
    next: ["owner-id", "repository-id", "environment"],
  },
  "owner-id": { field: ["trust", "github", "ownerId"], form: "number", value: "<id>", ask: "gh api users/<owner> --jq .id" },
  "repository-id": {
    field: ["trust", "github", "repositoryId"],
    form: "number",
    value: "<id>",
    ask: "gh api repos/<owner>/<name> --jq .id",
  },
  environment: { field: ["trust", "github", "environment"], form: "text", value: "<name>", ask: "the GitHub environment that it runs in" },
  branch: { field: ["trust", "github", "branch"], form: "text", value: "<name>", ask: "the branch that it runs from" },
  person: { field: ["trust", "people"], form: "list", value: "<person/id>", ask: "a person who may assume it" },
  "requestable-by": {
    field: ["requestable", "by"],
    form: "list",
    value: "<owner>",
    ask: "a team or person who may request it",
    next: ["max-duration", "approver"],
  },
  "max-duration": { field: ["requestable", "maxDuration"], form: "text", value: "<length>", ask: "the longest grant of it, such as 4h" },
  approver: { field: ["requestable", "approvers"], form: "list", value: "<owner>", ask: "a team or person who approves each grant" },
  allow: { field: ["allow"], form: "statement", value: "<action>", ask: "an action that it allows, such as s3:GetObject" },
  on: { field: ["on"], form: "statement", value: "<arn>", ask: "what the actions may be done to" },
  "oidc-url": { field: ["oidc", "url"], form: "text", value: "<url>", ask: "the address of the OIDC issuer" },
  audience: { field: ["oidc", "audiences"], form: "list", value: "<id>", ask: "an audience that its tokens may be made for" },
  sponsor: { field: ["sponsor"], form: "text", value: "<person/id>", ask: "the person who is accountable for what it does" },
  "human-in-loop": { field: ["autonomy", "humanInLoop"], form: "flag", ask: "a person confirms what it does before it is done" },
  "may-delegate": { field: ["autonomy", "mayDelegate"], form: "flag", ask: "it may take on other roles and call other agents" },
  "kill-contact": { field: ["kill", "contact"], form: "text", value: "<owner>", ask: "who stops it in an emergency (default: its owner)" },
  "kill-procedure": { field: ["kill", "procedure"], form: "text", value: "<text>", ask: "what they do (default: npm run disable)" },
  company: { field: ["contract", "company"], form: "text", value: "<name>", ask: "the other side of the contract" },
  "contract-ends": { field: ["contract", "ends"], form: "text", value: "<date>", ask: "the last day of the contract" },
  who: { field: ["who"], form: "text", value: "<person/id>", ask: "the person who gets the access" },
  role: { field: ["role"], form: "text", value: "<name>", ask: "the template: a role that is requestable" },
  starts: { field: ["starts"], form: "end", value: "<instant>", ask: "the first moment with access (default: now)" },
  ends: { field: ["ends"], form: "end", value: "<instant>", ask: "the first moment without access (default: as late as the role allows)" },
  custodian: { field: ["custodians"], form: "list", value: "<person/id>", ask: "a person who holds the sealed credentials, two at least" },
  "emergency-permission": {
    field: ["role", "permissions"],
    form: "list",
    value: "<name|arn>",
    ask: "a policy of the role behind the glass: a name under permissions/ or an ARN of AWS's own",
  },
  rule: { field: ["rule"], form: "text", value: "<name>", ask: "the rule or check that shall not hold" },
  subject: { field: ["subject"], form: "text", value: "<record>", ask: "the record that it is about, <kind>/<name>" },
  because: { field: ["reason"], form: "text", value: "<text>", ask: "why the access is needed, or the rule cannot be met" },
  compensating: { field: ["compensating"], form: "text", value: "<text>", ask: "what protects instead" },
  "approved-by": { field: ["approvedBy"], form: "text", value: "<person/id>", ask: "who approves it, in the pull request" },
};

/**
 * What a new record of a kind asks for. `needs` must be answered; of several in a list, one. `asks` are asked on a terminal and may be left.
 * `takes` are further options. `comments` stand beside fields, as in the sample records.
 */
export type Template = {
  needs: readonly (string | readonly string[])[];
  asks: readonly string[];
  takes: readonly string[];
  comments?: Readonly<Record<string, string>>;
};

const COMMON = ["owner", "purpose", "expires"];
const DENIED = "from 00:00:00Z on, AWS denies everything to it";
const ENDS = "from then on AWS denies everything to it, open sessions included";
const FOUND = "AWS gives it no end: from then on it is a finding";

/** The kinds; one that is not here asks for owner, purpose and end, and takes the rest with --set. */
export const TEMPLATES: Readonly<Record<string, Template>> = {
  people: { needs: COMMON, asks: ["group"], takes: ["console"], comments: { expires: DENIED } },
  "service-accounts": {
    needs: COMMON,
    asks: ["group", "key"],
    takes: [],
    comments: { expires: DENIED, keys: "the secret goes to Secrets Manager, never into a log or an output" },
  },
  workloads: {
    needs: [...COMMON, ["service", "repository", "trusted-account"]],
    asks: ["permission"],
    takes: ["source-arn", "owner-id", "repository-id", "environment", "branch"],
    comments: { expires: DENIED },
  },
  agents: {
    needs: [...COMMON.slice(0, 2), "sponsor", "expires", ["service", "repository", "trusted-account"]],
    asks: ["permission"],
    takes: [
      "source-arn",
      "owner-id",
      "repository-id",
      "environment",
      "branch",
      "human-in-loop",
      "may-delegate",
      "kill-contact",
      "kill-procedure",
    ],
    comments: { expires: DENIED },
  },
  vendors: {
    needs: [...COMMON.slice(0, 2), "company", "contract-ends", "expires", "trusted-account"],
    asks: ["permission"],
    takes: [],
    comments: { expires: DENIED },
  },
  roles: {
    needs: [...COMMON, ["person", "requestable-by"]],
    asks: ["permission"],
    takes: ["max-duration", "approver"],
    comments: { expires: DENIED },
  },
  groups: { needs: COMMON, asks: ["permission"], takes: [], comments: { expires: FOUND } },
  permissions: { needs: [...COMMON, "allow", "on"], asks: [], takes: [], comments: { expires: FOUND } },
  providers: { needs: [...COMMON, "oidc-url", "audience"], asks: [], takes: [], comments: { expires: FOUND } },
  grants: { needs: ["who", "role", "because", "starts", "ends"], asks: [], takes: [], comments: { ends: ENDS } },
  "break-glass": {
    needs: [...COMMON, "custodian", "emergency-permission"],
    asks: [],
    takes: [],
    comments: { expires: "never a denial: an end that passes unnoticed would lock everybody out in the worst hour" },
  },
  exceptions: { needs: ["rule", "subject", "because", "compensating", "approved-by", "expires"], asks: [], takes: [] },
};

/** The template of a kind. */
export function templateOf(kind: string): Template {
  return TEMPLATES[kind] ?? { needs: COMMON, asks: [], takes: [] };
}

/** The options that a kind takes. */
export function optionsFor(kind: string): readonly string[] {
  const { needs, asks, takes } = templateOf(kind);
  return [...needs.flat(), ...asks, ...takes];
}
