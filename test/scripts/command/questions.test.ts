import { describe, expect, it } from "vitest";
import { UsageError } from "../../../scripts/command/options.ts";
import { askForRecord, requireAnswers } from "../../../scripts/command/questions.ts";
import type { Answers } from "../../../scripts/decide/requests/new-record.ts";

/** Answers in order; what was asked is written down. */
async function asked(kind: string, given: Answers, ...answers: string[]) {
  const questions: string[] = [];
  const result = await askForRecord(kind, given, [], async (question, otherwise) => {
    questions.push(question.split(";")[0]!);
    return answers.shift() || otherwise || "";
  });
  return { questions, result };
}

describe("scripts/command/questions", () => {
  it("asks what is missing and what may be said, and leaves out what is not answered", async () => {
    const { questions, result } = await asked("service-accounts", { owner: ["team/a"] }, "Mails invoices", "readers writers", "");
    expect(questions).toEqual([
      "what it is for, in one sentence",
      "a group that it belongs to",
      "a slot for an access key, usually primary",
    ]);
    expect(result).toEqual({ owner: ["team/a"], purpose: ["Mails invoices"], group: ["readers", "writers"] });
  });

  it("asks which of several ways, and what follows from it", async () => {
    const given = { owner: ["team/a"], purpose: ["x"], permission: ["y"] };
    const { questions, result } = await asked("workloads", given, "repository", "acme/web", "12", "34", "live");
    expect(questions).toEqual([
      "which one: service, repository, trusted-account",
      "the GitHub repository that runs it",
      "gh api users/<owner> --jq .id",
      "gh api repos/<owner>/<name> --jq .id",
      "the GitHub environment that it runs in",
    ]);
    expect(result).toEqual({ ...given, repository: ["acme/web"], "owner-id": ["12"], "repository-id": ["34"], environment: ["live"] });
    await expect(asked("workloads", given, "lambda")).rejects.toThrow(
      new UsageError('expected service, repository, trusted-account, got "lambda"'),
    );
  });

  it("asks nothing when nothing is missing", async () => {
    const given = { owner: ["team/a"], purpose: ["x"] };
    expect(await asked("groups", given)).toEqual({ questions: [], result: given });
  });

  it("says all that is missing at once where nobody can be asked", () => {
    expect(() => requireAnswers("workloads", { owner: ["team/a"] }, [])).toThrow(
      new UsageError("workloads: expected --purpose, --service or --repository or --trusted-account (or a terminal to ask on)"),
    );
    expect(() => requireAnswers("groups", { owner: ["team/a"], purpose: ["x"] }, [])).not.toThrow();
  });
});
