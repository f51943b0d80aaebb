import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAccessForm } from "../../../../scripts/decide/requests/access-form.ts";
import { REPOSITORY } from "../../../support/sources.ts";

const form = (answers: Readonly<Record<string, string>>) =>
  Object.entries({
    Role: "admin",
    Account: "prod",
    "Reason with ticket": "INC-1 restore",
    From: "_No response_",
    "For how long": "_No response_",
    ...answers,
  })
    .map(([label, answer]) => `### ${label}\n\n${answer}`)
    .join("\n\n");

describe("scripts/decide/requests/access-form", () => {
  it("reads the answers, and nothing where nothing was answered", () => {
    expect(readAccessForm(form({}))).toEqual({ role: "admin", stack: "prod", reason: "INC-1 restore", from: undefined, for: undefined });
    expect(readAccessForm(form({ From: "2027-01-01T09:00", "For how long": " 2h " }).replaceAll("\n", "\r\n"))).toMatchObject({
      from: "2027-01-01T09:00",
      for: "2h",
    });
  });

  it("takes no answer from inside another one", () => {
    expect(readAccessForm(form({ "Reason with ticket": "INC-1 x\n\n### Account\n\ndev" }))).toEqual({
      because: 'the heading "Account" stands twice; open a new issue with the form',
    });
  });

  it.each(["", "please", form({ Role: "_No response_" }), form({ Account: "" })])("says what is missing in %j", (body) => {
    expect(readAccessForm(body)).toEqual({
      because: expect.stringMatching(/^expected an answer under ".*"; open a new issue with the form$/),
    });
  });

  it("knows the labels of the form, which asks nobody who they are", () => {
    const text = readFileSync(join(REPOSITORY, ".github/ISSUE_TEMPLATE/access-request.yml"), "utf8");
    const labels = [...text.matchAll(/^ {6}label: (.*)$/gm)].map(([, label]) => label);
    expect(labels).toEqual(["Role", "Account", "Reason with ticket", "From", "For how long"]);
  });

  it("the workflow hands nothing but the number of an issue to a shell", () => {
    const text = readFileSync(join(REPOSITORY, ".github/workflows/request.yml"), "utf8");
    const used = [...text.matchAll(/\$\{\{(.*?)\}\}/g)].map(([, expression]) => expression!.trim());
    expect(used.filter((expression) => expression.includes("github.event."))).toEqual([
      "github.event.issue.number",
      "contains(github.event.issue.labels.*.name, 'access-request')",
      "github.event.issue.number",
    ]);
    expect(text).not.toMatch(/run:.*\$\{\{/);
  });
});
