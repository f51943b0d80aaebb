import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerIssue } from "../../../scripts/command/access-issue.ts";
import { readRecords } from "../../../scripts/command/records.ts";
import { entriesOf, type Ledger, openLedger } from "../../../scripts/ledger/ledger.ts";
import { octokitOf } from "../../support/github.ts";
import { type Pulls, startPulls } from "../../support/pulls.ts";
import { clientOf } from "../../support/repository.ts";
import { AS_OF } from "../../support/small-organisation.ts";

const WHERE = { owner: "acme", repo: "identities" };
const form = (answers: Readonly<Record<string, string>> = {}) =>
  Object.entries({
    Role: "admin",
    Account: "prod",
    "Reason with ticket": "INC-2231 restore of the orders table",
    "For how long": "2h",
    ...answers,
  })
    .map(([label, answer]) => `### ${label}\n\n${answer}`)
    .join("\n\n");

describe("scripts/command/access-issue", () => {
  let pulls: Pulls;
  let ledger: Ledger;
  beforeAll(async () => {
    pulls = await startPulls({}, [{ login: "stranger", id: 901 }]);
    ledger = openLedger(clientOf(pulls.github), "");
  });
  afterAll(() => pulls.close());

  async function open(login: string, body: string): Promise<number> {
    const { data } = await octokitOf(pulls.github, login).rest.issues.create({ ...WHERE, title: "Access", body });
    return data.number;
  }
  async function answer(number: number) {
    const { source, github } = await pulls.reading();
    return await answerIssue({ github, ledger, source, declared: readRecords(source.tree), dryRun: false, asOf: AS_OF }, number, false);
  }
  async function comments(number: number): Promise<readonly string[]> {
    const { data } = await octokitOf(pulls.github, "ada-l").rest.issues.listComments({ ...WHERE, issue_number: number });
    return data.map(({ body }) => body!);
  }

  it("asks for its author, by the number of the account, and says where and how on the issue; once, however often it runs", async () => {
    const number = await open("pia-p", form());
    expect((await answer(number)).result).toBe("clean");
    expect((await answer(number)).output).toMatch(/^unchanged #\d+: Grant grants\/2026-11-24-w5-admin in prod: admin for person\/w5\n/);
    const [request, ...others] = entriesOf(await ledger.read(), "request");
    expect([request!.facts, others]).toMatchObject([
      { who: "person/w5", askedBy: ["person/w5"], issue: number, ends: "2026-11-24T02:00:00Z" },
      [],
    ]);
    const said = await comments(number);
    expect(said).toEqual([expect.stringContaining(`approves #${request!.facts.number}; your own approval does not count.`)]);
    expect(said[0]).toContain("aws sts assume-role --role-arn arn:aws:iam::000000000000:role/tenure/grants/admin-2026-11-24-w5-admin");
    const { data } = await octokitOf(pulls.github, "ada-l").rest.pulls.get({ ...WHERE, pull_number: request!.facts.number });
    expect(data.body).toContain(`Closes #${number}`);
  });

  it("takes nobody's word for who they are", async () => {
    const number = await open("ada-l", `${form()}\n\n### Who\n\nperson/w5`);
    expect(await answer(number)).toEqual({
      result: "findings",
      output: `not asked for in #${number}: person/w1 may not have roles/admin, which is for team/platform; there is nothing in prod that person/w1 can ask for`,
    });
  });

  it.each<[string, string, string, RegExp]>([
    ["of a stranger", "stranger", form(), /the account of the author is in no entry of the directory, expected one/],
    ["of the bot", "tenure-bot[bot]", form(), /is in no entry of the directory/],
    ["without the form", "pia-p", "I need access", /expected an answer under "Role", "Account", "Reason with ticket"/],
    [
      "for another account",
      "pia-p",
      form({ Account: "$(curl example.com)" }),
      /there is no account "\$\(curl example\.com\)"; there are prod/,
    ],
    ["for too long", "pia-p", form({ "For how long": "9h" }), /--for: expected at most 4h/],
  ])("refuses an issue %s, and says why where it was asked", async (_, login, body, message) => {
    const number = await open(login, body);
    const before = (await ledger.read()).length;
    const { result, output } = await answer(number);
    expect([result, (await ledger.read()).length]).toEqual(["findings", before]);
    expect(output).toMatch(message);
    expect(await comments(number)).toEqual([expect.stringMatching(message)]);
  });

  it("leaves a closed issue alone", async () => {
    const number = await open("pia-p", form({ "Reason with ticket": "INC-7 something else" }));
    await octokitOf(pulls.github, "pia-p").rest.issues.update({ ...WHERE, issue_number: number, state: "closed" });
    expect((await answer(number)).output).toBe(`not asked for in #${number}: #${number} is closed`);
  });
});
