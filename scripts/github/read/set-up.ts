import { ask, type GitHub, GitHubError } from "../client.ts";

/** What could be read, or why not: an answer that did not come is no answer. */
export type Told<T> = { told: true; value: T } | { told: false; because: string };

/** One active rule of a branch (REST API, "Get rules for a branch"), with the checks that it requires and the App that each is pinned to. */
export type BranchRule = { type: string; checks: readonly { context: string; app: number | null }[] };

/** Who may go past a ruleset: `null` where the token may not see it (it needs Administration). */
export type RulesetSeen = { name: string; actors: readonly { actor: string; always: boolean }[] | null };

/** An environment and the branches that may use it: their names, `protected`, or `null` for any. */
export type EnvironmentSeen = { name: string; branches: readonly string[] | "protected" | null };

/** A workflow that GitHub knows, and its newest run. */
export type WorkflowSeen = { file: string; state: string; lastRun: { at: string; conclusion: string | null } | null };

/** An App that is installed in the organisation. */
export type AppSeen = { id: number; slug: string; permissions: Readonly<Record<string, string>> };

/** How a repository is set up, part by part. `date` is GitHub's own clock, `scopes` those of a classic token. */
export type SetUp = {
  repository: Told<{ defaultBranch: string; date: string | null; scopes: readonly string[] | null }>;
  rules: Told<readonly BranchRule[]>;
  evidenceRules: Told<readonly BranchRule[]>;
  rulesets: Told<readonly RulesetSeen[]>;
  environments: Told<readonly EnvironmentSeen[]>;
  workflows: Told<readonly WorkflowSeen[]>;
  apps: Told<readonly AppSeen[]>;
};

/** Reads how the repository is set up. Reads only; what the token may not see is said part by part. */
export async function readSetUp(github: GitHub, evidenceBranch: string): Promise<SetUp> {
  const repository = await tell("Metadata: read", () => readRepository(github));
  const branch = repository.told ? repository.value.defaultBranch : undefined;
  const after = <T>(needs: string, read: () => Promise<T>) =>
    branch === undefined ? Promise.resolve<Told<T>>({ told: false, because: "the repository could not be read" }) : tell(needs, read);
  return {
    repository,
    rules: await after("Metadata: read", () => rulesOf(github, branch!)),
    evidenceRules: await after("Metadata: read", () => rulesOf(github, evidenceBranch)),
    rulesets: await after("Administration: read", () => rulesetsOf(github)),
    environments: await after("Actions: read", () => environmentsOf(github)),
    workflows: await after("Actions: read", () => workflowsOf(github)),
    apps: await after("Administration: read, of the organisation", () => appsOf(github)),
  };
}

async function tell<T>(needs: string, read: () => Promise<T>): Promise<Told<T>> {
  try {
    return { told: true, value: await read() };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { told: false, because: `${error.message.split("\n")[0]}; it needs ${needs}` };
  }
}

async function readRepository(github: GitHub) {
  const { octokit, owner, repo } = github;
  const answer = await ask(github, "read the repository", async () => {
    const { data, headers } = await octokit.rest.repos.get({ owner, repo });
    return { data: { branch: data.default_branch, headers } };
  });
  const scopes = answer.headers["x-oauth-scopes"];
  const list = scopes === undefined || scopes === "" ? null : String(scopes).split(/,\s*/);
  return { defaultBranch: answer.branch, date: answer.headers.date ?? null, scopes: list };
}

async function rulesOf(github: GitHub, branch: string): Promise<readonly BranchRule[]> {
  const { octokit, owner, repo } = github;
  const all = await ask(github, `read the rules of ${branch}`, async () => ({
    data: await octokit.paginate(octokit.rest.repos.getBranchRules, { owner, repo, branch, per_page: 100 }),
  }));
  return all.map((rule) => ({
    type: rule.type,
    checks:
      rule.type === "required_status_checks"
        ? (rule.parameters?.required_status_checks ?? []).map(({ context, integration_id }) => ({ context, app: integration_id ?? null }))
        : [],
  }));
}

async function rulesetsOf(github: GitHub): Promise<readonly RulesetSeen[]> {
  const { octokit, owner, repo } = github;
  const all = await ask(github, "list the rulesets", async () => ({
    data: await octokit.paginate(octokit.rest.repos.getRepoRulesets, { owner, repo, includes_parents: true, per_page: 100 }),
  }));
  const active = all.filter(({ enforcement, target }) => enforcement === "active" && (target ?? "branch") === "branch");
  const seen: RulesetSeen[] = [];
  for (const { id, name } of active) {
    const { bypass_actors: actors } = await ask(github, `read the ruleset ${name}`, () =>
      octokit.rest.repos.getRepoRuleset({ owner, repo, ruleset_id: id, includes_parents: true }),
    );
    const named = actors?.map(({ actor_id, actor_type, bypass_mode }) => ({
      actor: `${actor_type}${actor_id == null ? "" : `/${actor_id}`}`,
      always: bypass_mode !== "pull_request",
    }));
    seen.push({ name, actors: named ?? null });
  }
  return seen;
}

type Listed = { name: string; deployment_branch_policy?: { protected_branches: boolean } | null };

async function environmentsOf(github: GitHub): Promise<readonly EnvironmentSeen[]> {
  const { octokit, owner, repo } = github;
  const all = await ask(github, "list the environments", async () => ({
    // The list's type says that it may be absent, and then paging forgets what it is a list of.
    data: (await octokit.paginate(octokit.rest.repos.getAllEnvironments, { owner, repo, per_page: 100 })) as unknown as readonly Listed[],
  }));
  const seen: EnvironmentSeen[] = [];
  for (const { name, deployment_branch_policy: policy } of all) {
    if (!policy) seen.push({ name, branches: null });
    else if (policy.protected_branches) seen.push({ name, branches: "protected" });
    else {
      const { branch_policies: branches } = await ask(github, `read the environment ${name}`, () =>
        octokit.rest.repos.listDeploymentBranchPolicies({ owner, repo, environment_name: name, per_page: 100 }),
      );
      seen.push({ name, branches: branches.map((one) => one.name ?? "").sort() });
    }
  }
  return seen;
}

async function workflowsOf(github: GitHub): Promise<readonly WorkflowSeen[]> {
  const { octokit, owner, repo } = github;
  const all = await ask(github, "list the workflows", async () => ({
    data: await octokit.paginate(octokit.rest.actions.listRepoWorkflows, { owner, repo, per_page: 100 }),
  }));
  const seen: WorkflowSeen[] = [];
  for (const { id, path, state } of all) {
    const { workflow_runs: runs } = await ask(github, `read the last run of ${path}`, () =>
      octokit.rest.actions.listWorkflowRuns({ owner, repo, workflow_id: id, status: "completed", per_page: 1 }),
    );
    const [last] = runs;
    seen.push({ file: path.split("/").at(-1)!, state, lastRun: last ? { at: last.created_at, conclusion: last.conclusion } : null });
  }
  return seen;
}

async function appsOf(github: GitHub): Promise<readonly AppSeen[]> {
  const { octokit, owner } = github;
  const all = await ask(github, "list the installed Apps", async () => ({
    data: await octokit.paginate(octokit.rest.orgs.listAppInstallations, { org: owner, per_page: 100 }),
  }));
  return all.map(({ app_id, app_slug, permissions }) => ({
    id: app_id,
    slug: app_slug,
    permissions: permissions as Record<string, string>,
  }));
}
