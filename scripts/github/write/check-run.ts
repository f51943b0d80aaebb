import type { Annotation, Check } from "../../gate/check-run.ts";
import { ask, type GitHub } from "../client.ts";

/** GitHub takes at most this many annotations in one request. */
const ANNOTATIONS_AT_ONCE = 50;

/** GitHub takes this many characters of summary (REST API, "Create a check run"). */
const LONGEST_SUMMARY = 65_535;
const CUT = "\n\n(cut: the command's own output has the rest)";

/** Publishes a check; all annotations reach it, however many there are. */
export async function publishCheck(github: GitHub, check: Check): Promise<string> {
  const { octokit, owner, repo } = github;
  const summary = check.summary.length <= LONGEST_SUMMARY ? check.summary : `${check.summary.slice(0, LONGEST_SUMMARY - CUT.length)}${CUT}`;
  const batches = chunks(check.annotations.map(toGitHub));
  // A text that does not fit is left out whole: half of a JSON document is none.
  const text = check.text !== undefined && check.text.length <= LONGEST_SUMMARY ? { text: check.text } : {};
  const output = (annotations: ReturnType<typeof toGitHub>[]) => ({ title: check.title, summary, ...text, annotations });
  const run = await ask(github, `publish ${check.name} on ${check.commit}`, () =>
    octokit.rest.checks.create({
      owner,
      repo,
      name: check.name,
      head_sha: check.commit,
      status: "completed",
      conclusion: check.conclusion,
      output: output(batches[0] ?? []),
    }),
  );
  for (const batch of batches.slice(1)) {
    await ask(github, `complete ${check.name} on ${check.commit}`, () =>
      octokit.rest.checks.update({ owner, repo, check_run_id: run.id, output: output(batch) }),
    );
  }
  return run.html_url ?? "";
}

function toGitHub({ path, line, level, title, message }: Annotation) {
  return { path, start_line: line, end_line: line, annotation_level: level, title: title.slice(0, 255), message };
}

function chunks<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / ANNOTATIONS_AT_ONCE) }, (_, index) =>
    all.slice(index * ANNOTATIONS_AT_ONCE, (index + 1) * ANNOTATIONS_AT_ONCE),
  );
}
