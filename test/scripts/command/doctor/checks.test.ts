import { describe, expect, it } from "vitest";
import { SET_UP_CHECKS } from "../../../../scripts/command/doctor/checks.ts";
import type { Facts } from "../../../../scripts/command/doctor/facts.ts";
import { openGitHub } from "../../../../scripts/github/client.ts";
import { readSetUp } from "../../../../scripts/github/read/set-up.ts";
import { type Answers, inOrder, rulesWith, serveSetUp } from "../../../support/set-up.ts";
import { AS_OF, edit, PROD, personText, small } from "../../../support/small-organisation.ts";

const REPO = "/repos/acme/identities";
const HOUR_BEFORE = "2026-11-23T23:00:00Z";
const SETTINGS = "teams: { security: security, platform: platform }\napps: { judge: 9000002 }\n";
const WORKFLOW = "on:\n  push:\n    branches: [main]\n";

/** A set-up in which everything is in order but what `github` and `facts` say; GitHub is asked over HTTP. */
async function answers(github: Answers = {}, facts: Partial<Facts> = {}, headers: Readonly<Record<string, string>> = {}) {
  const server = await serveSetUp({ ...inOrder(HOUR_BEFORE), ...github }, headers);
  try {
    const client = openGitHub({ GITHUB_REPOSITORY: "acme/identities", GITHUB_TOKEN: "t", GITHUB_API_URL: server.url })!;
    const all: Facts = {
      ...{ asOf: AS_OF, stacks: ["prod"], node: "24.21.0", backend: "s3://state", problems: [], githubAheadMs: 300 },
      git: { told: true, value: "2.45.0" },
      pulumi: { told: true, value: "3.248.0" },
      python: { told: false, because: "python3 is not on the PATH" },
      declared: small({ "settings.yaml": SETTINGS }),
      aws: { told: true, value: { accountId: PROD, arn: `arn:aws:iam::${PROD}:user/observer`, aheadMs: -200, missing: [], untold: [] } },
      github: { told: true, value: await readSetUp(client, "evidence") },
      workflows: new Map([
        ["gate.yml", WORKFLOW],
        ["detect-drift.yml", ""],
      ]),
      locks: { told: true, value: [] },
      ledger: { told: true, value: { entries: 7, broken: null, lastComplete: new Map([["prod", HOUR_BEFORE]]) } },
      ...facts,
    };
    return SET_UP_CHECKS.flatMap(({ name, judge }) => judge(all).map((answer) => ({ check: name, ...answer })));
  } finally {
    await server.close();
  }
}

const declared = (files: Readonly<Record<string, string | null>>) => ({ declared: small({ "settings.yaml": SETTINGS, ...files }) });
const environment = (policy: unknown) => ({
  [`${REPO}/environments`]: {
    total_count: 4,
    environments: ["judge", "bot", "deploy-prod", "observe-prod"].map((name, id) => ({
      id,
      name,
      deployment_branch_policy: name === "deploy-prod" ? policy : { protected_branches: true, custom_branch_policies: false },
    })),
  },
});
const permissions = (of: Record<string, string>) => ({
  "/orgs/acme/installations": { total_count: 1, installations: [{ id: 5, app_id: 9000002, app_slug: "acme-judge", permissions: of }] },
});

type Row = readonly [what: string, github: Answers, facts: Partial<Facts>, check: string, says: RegExp, repair: RegExp];

const BROKEN: readonly Row[] = [
  ["an old Node", {}, { node: "20.11.0" }, "tools-node", /Node 20\.11\.0, expected 22\.18/, /npm run/],
  ["an old git", {}, { git: { told: true, value: "2.17.1" } }, "tools-git", /git 2\.17\.1/, /newer git/],
  [
    "no engine for the state",
    {},
    { pulumi: { told: false, because: "" } },
    "tools-engine",
    /keeps no state in s3:\/\/state/,
    /install the Pulumi CLI/,
  ],
  ["an old Python", {}, { python: { told: true, value: "3.8.10" } }, "tools-python", /Python 3\.8\.10/, /npm run local/],
  ["invalid records", {}, { problems: ["x.yaml:3: expires: expected a date"] }, "records-valid", /x\.yaml:3/, /npm run validate/],
  [
    "a security team that nobody leads",
    {},
    declared({ "directory/people/w3.yaml": personText({ login: "sec-s", id: 3, team: "security", status: "left" }) }),
    "settings-teams",
    /nobody leads team\/security at present \(lead: w3\)/,
    /directory\/teams\/security\.yaml/,
  ],
  ["no App that counts", {}, declared({ "settings.yaml": SETTINGS.replace("9000002", "null") }), "settings-judge", /apps\.judge/, /App ID/],
  [
    "a limit that limits nothing",
    {},
    declared({ "settings.yaml": `${SETTINGS}limits: { deploy: { removals: { count: 5, percent: 100 } } }\n` }),
    "settings-limits",
    /limits\.deploy\.removals: 100 percent/,
    /at most 50/,
  ],
  [
    "an owner whom nobody is left of",
    {},
    declared(edit("accounts/prod/groups/readers.yaml", "team/platform", "team/ghosts")),
    "owners-reachable",
    /team\/ghosts answers for 1 records \(accounts\/prod\/groups\/readers\.yaml\), and team\/ghosts has no active member/,
    /npm run transfer -- --from team\/ghosts/,
  ],
  [
    "credentials of another account",
    {},
    {
      aws: {
        told: true,
        value: { accountId: "111122223333", arn: "arn:aws:iam::111122223333:user/x", aheadMs: 0, missing: [], untold: [] },
      },
    },
    "aws-account",
    /111122223333, expected prod \(000000000000\)/,
    /account\.yaml/,
  ],
  [
    "an observer that may too little",
    {},
    { aws: { told: true, value: { accountId: PROD, arn: "arn:x", aheadMs: 0, missing: ["iam:ListRoles"], untold: [] } } },
    "aws-permissions",
    /may not iam:ListRoles/,
    /observer-policy\.json/,
  ],
  [
    "a clock that is wrong",
    {},
    { aws: { told: true, value: { accountId: PROD, arn: "arn:x", aheadMs: 90_000, missing: [], untold: [] } } },
    "aws-clock",
    /90 seconds behind AWS's/,
    /NTP/,
  ],
  [
    "another default branch",
    { [REPO]: { default_branch: "trunk" } },
    {},
    "github-default-branch",
    /trunk, and gate\.yml starts on others/,
    /put trunk/,
  ],
  [
    "a check that is not required",
    { [`${REPO}/rules/branches/main`]: rulesWith({ context: "tenure/gate", integration_id: 9000002 }) },
    {},
    "github-required-checks",
    /tenure\/approvals is not required/,
    /ruleset/,
  ],
  [
    "a check by anybody",
    { [`${REPO}/rules/branches/main`]: rulesWith({ context: "tenure/gate" }) },
    {},
    "github-required-checks",
    /tenure\/gate counts by whomever/,
    /choose the App/,
  ],
  [
    "a check of another App",
    { [`${REPO}/rules/branches/main`]: rulesWith({ context: "tenure/gate", integration_id: 15368 }) },
    {},
    "github-required-checks",
    /pinned to the App 15368, and settings\.yaml names 9000002/,
    /pin it/,
  ],
  [
    "a default branch without rules",
    { [`${REPO}/rules/branches/main`]: [] },
    {},
    "github-branch-rules",
    /no rule pull_request, deletion, non_fast_forward/,
    /Block force pushes/,
  ],
  [
    "an unprotected ledger",
    { [`${REPO}/rules/branches/evidence`]: [] },
    {},
    "github-evidence-branch",
    /the branch evidence has no rule/,
    /Restrict deletions/,
  ],
  ["no ruleset at all", { [`${REPO}/rulesets`]: [] }, {}, "github-bypass", /no ruleset is active/, /make a ruleset/],
  [
    "somebody who may bypass the rules",
    { [`${REPO}/rulesets/1`]: { id: 1, name: "main", bypass_actors: [{ actor_id: 7, actor_type: "Team", bypass_mode: "always" }] } },
    {},
    "github-bypass",
    /Team\/7 \(main\) may bypass/,
    /bypass list/,
  ],
  [
    "a merge queue that nobody judges",
    { [`${REPO}/rules/branches/main`]: [{ type: "merge_queue", ruleset_id: 1, parameters: {} }] },
    {},
    "github-merge-queue",
    /does not start on merge_group/,
    /merge_group:/,
  ],
  [
    "a missing environment",
    { [`${REPO}/environments`]: { total_count: 0, environments: [] } },
    {},
    "github-environments",
    /there is no environment judge/,
    /restricted to main/,
  ],
  [
    "an environment for any branch",
    environment(null),
    {},
    "github-environments",
    /any branch may use the environment deploy-prod/,
    /restrict it to main/,
  ],
  [
    "an environment for another branch",
    {
      ...environment({ protected_branches: false, custom_branch_policies: true }),
      [`${REPO}/environments/deploy-prod/deployment-branch-policies`]: { total_count: 1, branch_policies: [{ id: 1, name: "feature/*" }] },
    },
    {},
    "github-environments",
    /feature\/\* may use the environment deploy-prod/,
    /leave only main/,
  ],
  [
    "a workflow that was disabled",
    {
      [`${REPO}/actions/workflows`]: {
        total_count: 1,
        workflows: [{ id: 4, name: "x", path: ".github/workflows/detect-drift.yml", state: "disabled_inactivity" }],
      },
    },
    {},
    "github-workflows",
    /detect-drift\.yml is disabled_inactivity/,
    /gh workflow enable/,
  ],
  [
    "a schedule that stopped",
    {
      [`${REPO}/actions/workflows/4/runs`]: {
        total_count: 1,
        workflow_runs: [{ id: 1, created_at: "2026-11-20T05:17:00Z", conclusion: "success" }],
      },
    },
    {},
    "github-schedules",
    /detect-drift\.yml last ran 3 days ago/,
    /gh workflow run/,
  ],
  [
    "a run that failed",
    {
      [`${REPO}/actions/workflows/0/runs`]: { total_count: 1, workflow_runs: [{ id: 1, created_at: HOUR_BEFORE, conclusion: "failure" }] },
    },
    {},
    "github-schedules",
    /approvals\.yml ended as failure/,
    /gh run list/,
  ],
  [
    "an App that is not installed",
    { "/orgs/acme/installations": { total_count: 0, installations: [] } },
    {},
    "github-apps",
    /the App 9000002 is not installed/,
    /install it/,
  ],
  [
    "an App that may too little",
    permissions({ contents: "read" }),
    {},
    "github-apps",
    /lacks checks: write, pull_requests: read/,
    /App's settings/,
  ],
  [
    "an App that may change the rules",
    permissions({ checks: "write", contents: "read", pull_requests: "read", administration: "write" }),
    {},
    "github-apps",
    /may administration/,
    /take these permissions/,
  ],
  [
    "a locked stack",
    {},
    { locks: { told: true, value: ["a.json: by ada@host (pid 3) since yesterday"] } },
    "state-lock",
    /by ada@host/,
    /delete the file/,
  ],
  [
    "a broken ledger",
    {},
    { ledger: { told: true, value: { entries: 3, broken: "2026-11.jsonl:4: its hash", lastComplete: new Map() } } },
    "ledger-chain",
    /2026-11\.jsonl:4/,
    /evidence -- verify/,
  ],
  [
    "drift that never ran whole",
    {},
    { ledger: { told: true, value: { entries: 3, broken: null, lastComplete: new Map() } } },
    "drift-runs",
    /prod: drift has never run whole/,
    /npm run drift/,
  ],
  [
    "drift that ran long ago",
    {},
    { ledger: { told: true, value: { entries: 3, broken: null, lastComplete: new Map([["prod", "2026-11-21T00:00:00Z"]]) } } },
    "drift-runs",
    /last ran whole at 2026-11-21T00:00:00Z, 3 days ago/,
    /detect-drift/,
  ],
];

describe("scripts/command/doctor/checks", () => {
  it("says nothing against a set-up that is in order", async () => {
    expect((await answers()).filter(({ state }) => state !== "ok")).toEqual([]);
  });

  it.each(BROKEN)("finds %s, and says how to repair it", async (_what, github, facts, check, says, repair) => {
    const found = (await answers(github, facts)).filter((answer) => answer.check === check && answer.state === "broken");
    expect(found).toContainEqual(expect.objectContaining({ says: expect.stringMatching(says), repair: expect.stringMatching(repair) }));
  });

  it("finds a classic token that cannot write", async () => {
    const found = (await answers({}, {}, { "x-oauth-scopes": "read:org, gist" })).find(({ check }) => check === "github-token");
    expect(found).toMatchObject({ state: "broken", says: "the token's scopes are read:org, gist, and none lets it write pull requests" });
  });

  it.each([
    ["rules", { [`${REPO}/rules/branches/main`]: 403 }, "github-required-checks", /needs Metadata: read/],
    ["who may bypass them", { [`${REPO}/rulesets/1`]: { id: 1, name: "main" } }, "github-bypass", /who may bypass main is not shown/],
    ["Apps", { "/orgs/acme/installations": 403 }, "github-apps", /needs Administration: read, of the organisation/],
    ["environments", { [`${REPO}/environments`]: 403 }, "github-environments", /needs Actions: read/],
    ["anything", { [REPO]: null }, "github-branch-rules", /the repository could not be read/],
  ] as const)("calls what GitHub does not show of %s unknown, with what it takes", async (_what, github, check, says) => {
    const found = (await answers(github)).filter((answer) => answer.check === check);
    expect(found).toEqual([
      expect.objectContaining({ state: "unknown", says: expect.stringMatching(says), repair: expect.stringMatching(/token/) }),
    ]);
  });

  it("calls everything unknown that rests on AWS, GitHub, the ledger or the records, where these cannot be read", async () => {
    const none = { told: false, because: "nothing answers" } as const;
    const all = await answers({}, { aws: none, github: none, ledger: none, locks: none, declared: undefined });
    const resting = all.filter(({ check }) => !/^(tools|records)-/.test(check));
    expect(resting.filter(({ state }) => state !== "unknown")).toEqual([]);
    expect(new Set(resting.map(({ check }) => check)).size).toBe(SET_UP_CHECKS.length - 5);
  });
});
