import { type Answer, type Correction, type Json, unprocessable } from "./api.ts";
import { merge } from "./merge.ts";
import { currentPull, type Pull, pullsOf, tipOf } from "./pulls.ts";

/**
 * Where emulate 0.12.2 answers otherwise than GitHub (each tried), and what is answered instead; the first match answers.
 *
 * Known and left as it is: no issue events, no timeline, no rulesets, no GraphQL (404); no notice of required reviews and checks; a request for
 * review from somebody outside is accepted; tokens carry no permissions beyond those of their user; nobody is ever rate-limited below 5,000 an
 * hour; `html_url`s lead nowhere; organisation members count as administrators of its repositories in everything but git data.
 */
export const CORRECTIONS: readonly { method: string; path: RegExp; answer(correction: Correction): Promise<Answer> }[] = [
  // emulate opens a second pull request for the same branches, and makes branches that do not exist.
  { method: "POST", path: /^(\/repos\/[^/]+\/([^/]+))\/pulls$/, answer: open },
  // emulate keeps the head as it was when the pull request was opened, whatever is pushed later.
  { method: "GET", path: /^(\/repos\/[^/]+\/[^/]+)\/pulls(?:\/\d+)?$/, answer: withHeads },
  // emulate invents the list of files: always empty.
  { method: "GET", path: /^(\/repos\/[^/]+\/[^/]+)\/pulls\/(\d+)\/files$/, answer: files },
  // emulate's merge takes the head's tree as it is: what came to the base branch meanwhile is gone. It also needs a body.
  { method: "PUT", path: /^(\/repos\/[^/]+\/[^/]+)\/pulls\/(\d+)\/merge$/, answer: merge },
  // emulate lets an author approve their own pull request.
  { method: "POST", path: /^(\/repos\/[^/]+\/[^/]+)\/pulls\/(\d+)\/reviews$/, answer: review },
  // emulate knows no pull request as an issue, and not who closed it.
  { method: "PATCH", path: /^(\/repos\/[^/]+\/[^/]+)\/pulls\/(\d+)$/, answer: update },
  { method: "GET", path: /^(\/repos\/[^/]+\/[^/]+)\/issues\/(\d+)$/, answer: asIssue },
  // emulate does not know which pull requests a commit came from.
  { method: "GET", path: /^(\/repos\/[^/]+\/[^/]+)\/commits\/([0-9a-f]{40})\/pulls$/, answer: pullsOfCommit },
  // emulate forgets which App published a check; on GitHub only Apps may publish any.
  { method: "POST", path: /^\/repos\/[^/]+\/[^/]+\/check-runs$/, answer: publish },
  { method: "PATCH", path: /^\/repos\/[^/]+\/[^/]+\/check-runs\/\d+$/, answer: withApps },
  { method: "GET", path: /^\/repos\/[^/]+\/[^/]+\/(?:check-runs\/\d+|commits\/.+\/check-runs)$/, answer: withApps },
  // emulate finds users only by login.
  { method: "GET", path: /^\/user\/(\d+)$/, answer: userById },
];

async function open({ call, api, forward, parts: [repository = ""] }: Correction): Promise<Answer> {
  const head =
    String(call.body?.head ?? "")
      .split(":")
      .at(-1) ?? "";
  const base = String(call.body?.base ?? "");
  const [headTip, baseTip] = [await tipOf(api, repository, head), await tipOf(api, repository, base)];
  if (headTip === undefined) return unprocessable("Validation Failed", [{ resource: "PullRequest", field: "head", code: "invalid" }]);
  if (baseTip === undefined) return unprocessable("Validation Failed", [{ resource: "PullRequest", field: "base", code: "invalid" }]);
  const { json: comparison } = await api.ask("GET", `${repository}/compare/${baseTip}...${headTip}`);
  if ((comparison as { ahead_by?: number }).ahead_by === 0) return refusedPull(`No commits between ${base} and ${head}`);
  const others = await pullsOf(api, repository, "open");
  if (others.some((pull) => pull.head.ref === head && pull.base.ref === base)) {
    return refusedPull(`A pull request already exists for ${repository.split("/")[2]}:${head}.`);
  }
  return forward();
}

function refusedPull(message: string): Answer {
  return unprocessable("Validation Failed", [{ resource: "PullRequest", code: "custom", message }]);
}

async function withHeads({ api, forward, parts: [repository = ""] }: Correction): Promise<Answer> {
  const answer = await forward();
  if (answer.status !== 200) return answer;
  const many = Array.isArray(answer.json) ? (answer.json as Pull[]) : undefined;
  if (!many) return { ...answer, json: await currentPull(api, repository, answer.json as Pull) };
  return { ...answer, json: await Promise.all(many.map((pull) => currentPull(api, repository, pull))) };
}

async function files({ call, api, parts: [repository = "", number = ""] }: Correction): Promise<Answer> {
  const found = await api.ask("GET", `${repository}/pulls/${number}`);
  if (found.status !== 200) return found;
  const { base, head } = await currentPull(api, repository, found.json as Pull);
  const comparison = await api.ask("GET", `${repository}/compare/${base.sha}...${head.sha}`);
  if (comparison.status !== 200) return comparison;
  const all = (comparison.json as { files: unknown[] }).files;
  const [page, size] = [Number(call.query.get("page") ?? 1), Number(call.query.get("per_page") ?? 30)];
  return { status: 200, headers: {}, json: all.slice((page - 1) * size, page * size) };
}

async function review({ call, api, forward, parts: [repository = "", number = ""] }: Correction): Promise<Answer> {
  const found = await api.ask("GET", `${repository}/pulls/${number}`);
  if (found.status !== 200) return found;
  const pull = await currentPull(api, repository, found.json as Pull);
  const own = pull.user.login === call.login;
  if (own && call.body?.event === "APPROVE")
    return unprocessable("Unprocessable Entity", [{ message: "Can not approve your own pull request" }]);
  if (own && call.body?.event === "REQUEST_CHANGES")
    return unprocessable("Unprocessable Entity", [{ message: "Can not request changes on your own pull request" }]);
  if (call.body?.commit_id !== undefined) return forward();
  return api.ask("POST", call.path, { ...call.body, commit_id: pull.head.sha });
}

async function pullsOfCommit({ api, parts: [repository = "", sha = ""] }: Correction): Promise<Answer> {
  const all = await Promise.all((await pullsOf(api, repository, "all")).map((pull) => currentPull(api, repository, pull)));
  return { status: 200, headers: {}, json: all.filter((pull) => pull.merge_commit_sha === sha || pull.head.sha === sha) };
}

/** emulate keeps a check's `external_id`, which nobody here uses for anything else. */
async function publish({ call, api, users }: Correction): Promise<Answer> {
  if (users.get(call.login ?? "")?.type !== "Bot")
    return { status: 403, headers: {}, json: { message: "You must authenticate via a GitHub App." } };
  return identifiedRuns(await api.ask("POST", call.path, { ...call.body, external_id: call.login }), users);
}

async function withApps({ forward, users }: Correction): Promise<Answer> {
  return identifiedRuns(await forward(), users);
}

function identifiedRuns(answer: Answer, users: Correction["users"]): Answer {
  if (answer.status >= 300) return answer;
  const many = (answer.json as { check_runs?: Json[] }).check_runs;
  const identified = (run: Json) => {
    const app = users.get(String(run.external_id));
    return { ...run, external_id: "", app: app ? { id: app.id, slug: app.login.replace("[bot]", "") } : null };
  };
  return { ...answer, json: many ? { ...(answer.json as Json), check_runs: many.map(identified) } : identified(answer.json as Json) };
}

async function userById({ api, users, parts: [id] }: Correction): Promise<Answer> {
  const user = [...users.values()].find((candidate) => String(candidate.id) === id);
  return user ? api.ask("GET", `/users/${encodeURIComponent(user.login)}`) : { status: 404, headers: {}, json: { message: "Not Found" } };
}

async function update({ call, forward, closers }: Correction): Promise<Answer> {
  const answer = await forward();
  if (answer.status === 200 && call.body?.state === "closed" && call.login !== undefined) closers.set(call.path, call.login);
  return answer;
}

async function asIssue({ api, forward, closers, parts: [repository, number] }: Correction): Promise<Answer> {
  const answer = await forward();
  if (answer.status !== 404) return answer;
  const path = `${repository}/pulls/${number}`;
  const found = await api.ask("GET", path);
  const closer = closers.get(path);
  if (found.status !== 200) return found;
  const user = closer === undefined ? undefined : await api.ask("GET", `/users/${encodeURIComponent(closer)}`);
  return { ...found, json: { ...(found.json as Json), pull_request: { url: path }, closed_by: user?.json ?? null } };
}
