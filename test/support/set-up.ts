import { type Answer, startHttp } from "./http.ts";

/** A repository that is set up as it must be, by path, in the shapes that GitHub's REST API documents (version 2022-11-28). `null` is 404, a number a refusal. */
export type Answers = Readonly<Record<string, unknown>>;

const REPO = "/repos/acme/identities";
const JUDGE = 9000002;
const RAN = (conclusion: string, at: string) => ({
  total_count: 1,
  workflow_runs: [{ id: 1, created_at: at, conclusion, status: "completed" }],
});
const FILES = ["approvals", "ci", "comments", "deploy", "detect-drift", "gate", "request", "review-signal"];
const ENVIRONMENTS = ["judge", "bot", "deploy-prod", "observe-prod"];
const RULES = [
  { type: "pull_request", ruleset_id: 1, parameters: { required_approving_review_count: 0 } },
  { type: "deletion", ruleset_id: 1 },
  { type: "non_fast_forward", ruleset_id: 1 },
];

/** The rules of the default branch, with required checks of these Apps. */
export function rulesWith(...checks: readonly { context: string; integration_id?: number }[]): readonly unknown[] {
  return [
    ...RULES,
    {
      type: "required_status_checks",
      ruleset_id: 1,
      parameters: { strict_required_status_checks_policy: false, required_status_checks: checks },
    },
  ];
}

/** What GitHub answers when all is in order; each broken set-up replaces something of it. `asOf` is when workflows ran last. */
export function inOrder(asOf: string): Answers {
  return {
    [REPO]: { id: 1, name: "identities", full_name: "acme/identities", default_branch: "main" },
    [`${REPO}/rules/branches/main`]: rulesWith(
      { context: "tenure/gate", integration_id: JUDGE },
      { context: "tenure/approvals", integration_id: JUDGE },
    ),
    [`${REPO}/rules/branches/evidence`]: RULES.slice(1),
    [`${REPO}/rulesets`]: [{ id: 1, name: "main", target: "branch", enforcement: "active" }],
    [`${REPO}/rulesets/1`]: { id: 1, name: "main", enforcement: "active", bypass_actors: [] },
    [`${REPO}/environments`]: {
      total_count: ENVIRONMENTS.length,
      environments: ENVIRONMENTS.map((name, id) => ({
        id,
        name,
        deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      })),
    },
    ...Object.fromEntries(
      ENVIRONMENTS.map((name) => [
        `${REPO}/environments/${name}/deployment-branch-policies`,
        { total_count: 1, branch_policies: [{ id: 1, name: "main" }] },
      ]),
    ),
    [`${REPO}/actions/workflows`]: {
      total_count: FILES.length,
      workflows: FILES.map((name, id) => ({ id, name, path: `.github/workflows/${name}.yml`, state: "active" })),
    },
    ...Object.fromEntries(FILES.map((_, id) => [`${REPO}/actions/workflows/${id}/runs`, RAN("success", asOf)])),
    "/orgs/acme/installations": {
      total_count: 1,
      installations: [
        {
          id: 5,
          app_id: JUDGE,
          app_slug: "acme-judge",
          permissions: { checks: "write", contents: "read", pull_requests: "read", metadata: "read" },
        },
      ],
    },
  };
}

/** Serves it on 127.0.0.1. @param headers of every answer, as GitHub sends the scopes of a classic token */
export function serveSetUp(answers: Answers, headers: Readonly<Record<string, string>> = {}) {
  return startHttp(({ path }): Answer => {
    const answer = answers[path.split("?")[0]!];
    if (typeof answer === "number") return { status: answer, json: { message: "Resource not accessible by integration" } };
    return answer == null ? { status: 404, json: { message: "Not Found" } } : { status: 200, json: answer, headers };
  });
}
