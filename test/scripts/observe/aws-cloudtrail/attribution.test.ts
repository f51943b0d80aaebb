import { CloudTrailClient, type LookupEventsCommandInput } from "@aws-sdk/client-cloudtrail";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, TagUserCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { type Question, readAttributions } from "../../../../scripts/observe/aws-cloudtrail/attribution.ts";
import { clientOf, testAccount } from "../../../support/aws.ts";
import { now } from "../../../support/real-account.ts";

const NOT_THERE = "CloudTrail has no such event in its 90 days (new ones take up to 15 minutes to arrive)";
const at = (time: string) => new Date(`2026-11-20T${time}Z`);
const event = (EventName: string, EventTime: Date, detail: object = {}) => ({
  EventName,
  EventTime,
  CloudTrailEvent: JSON.stringify({ userIdentity: { arn: "arn:aws:iam::1:user/eve" }, ...detail }),
});

/** Asks a trail that answers these pages, one after the other for each name, and counts calls and waits. */
async function ask(questions: readonly Question[], pages: (resource: string, page: number) => object) {
  const asked: LookupEventsCommandInput[] = [];
  const waits: number[] = [];
  const lines: string[] = [];
  const trail = new CloudTrailClient({ region: "us-east-1" });
  trail.middlewareStack.add(
    () =>
      async ({ input }) => {
        const request = input as LookupEventsCommandInput;
        asked.push(request);
        const answer = pages(request.LookupAttributes![0]!.AttributeValue!, Number(request.NextToken ?? 0));
        if (answer instanceof Error) throw answer;
        return { response: {}, output: { $metadata: {}, ...answer } as never };
      },
    { step: "initialize" },
  );
  const answers = await readAttributions(trail, questions, {
    now,
    wait: async (ms) => waits.push(ms),
    progress: (line) => lines.push(line),
  });
  return { answers, asked, waits, lines };
}

describe("scripts/observe/aws-cloudtrail/attribution", () => {
  it("asks AWS who made a user, a key and a tag", async () => {
    const account = testAccount();
    const admin = new IAMClient(account.client);
    await admin.send(new CreateUserCommand({ UserName: "intruder" }));
    const { AccessKey: key } = await admin.send(new CreateAccessKeyCommand({ UserName: "intruder" }));
    const intruder = new IAMClient({
      ...clientOf(account.endpoint, { accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! }),
      maxAttempts: 1,
    });
    await expect(intruder.send(new TagUserCommand({ UserName: "intruder", Tags: [{ Key: "a", Value: "b" }] }))).rejects.toMatchObject({
      name: "AccessDenied",
    });
    const trail = new CloudTrailClient(account.client);
    const questions = [
      { finding: "1", resources: ["intruder"], events: ["CreateUser", "CreateRole"] },
      { finding: "2", resources: [key!.AccessKeyId!], events: ["CreateAccessKey"] },
      { finding: "3", resources: ["intruder"], events: ["TagUser"] },
    ];
    const answers = await readAttributions(trail, questions, { now, wait: async () => undefined, progress: () => undefined });
    const root = `arn:aws:iam::${account.id}:root`;
    expect(answers).toEqual([
      { finding: "1", known: true, by: root, at: expect.stringMatching(/Z$/), event: "CreateUser" },
      { finding: "2", known: true, by: root, at: expect.stringMatching(/Z$/), event: "CreateAccessKey" },
      // It was tried and refused: nobody did it.
      { finding: "3", known: false, because: NOT_THERE },
    ]);
    for (const client of [admin, intruder, trail]) client.destroy();
  });

  it("takes the newest of several, whatever the order and the page", async () => {
    const { answers, asked, waits } = await ask([{ finding: "1", resources: ["x"], events: ["TagUser"] }], (_, page) => ({
      Events: [event("TagUser", at(`0${page}:00:00`)), event("CreateUser", at("09:00:00"))],
      NextToken: String(page + 1),
    }));
    expect(answers).toEqual([{ finding: "1", known: true, by: "arn:aws:iam::1:user/eve", at: "2026-11-20T02:00:00Z", event: "TagUser" }]);
    expect([asked.length, waits]).toEqual([3, [500, 500]]);
    expect(Date.now() - asked[0]!.StartTime!.getTime()).toBeGreaterThan(89.9 * 86_400_000);
  });

  it("asks once about what several findings are about, and by a second name when the first says nothing", async () => {
    const { answers, asked } = await ask(
      [
        { finding: "1", resources: ["arn", "name"], events: ["CreatePolicy"] },
        { finding: "2", resources: ["arn"], events: ["CreatePolicyVersion"] },
      ],
      (resource) => ({ Events: resource === "name" ? [event("CreatePolicy", at("01:00:00"))] : [] }),
    );
    expect(answers.map(({ known }) => known)).toEqual([true, false]);
    expect(asked.map(({ LookupAttributes }) => LookupAttributes![0]!.AttributeValue)).toEqual(["arn", "name"]);
  });

  it("names a service that acted by itself", async () => {
    const { answers } = await ask([{ finding: "1", resources: ["x"], events: ["CreateRole"] }], () => ({
      Events: [event("CreateRole", at("01:00:00"), { userIdentity: { invokedBy: "autoscaling.amazonaws.com" } })],
    }));
    expect(answers).toMatchObject([{ by: "autoscaling.amazonaws.com" }]);
  });

  it("says why nobody knows when CloudTrail may not be asked, and goes on", async () => {
    const { answers } = await ask(
      [
        { finding: "1", resources: ["closed"], events: ["TagUser"] },
        { finding: "2", resources: ["open"], events: ["TagUser"] },
      ],
      (resource) =>
        resource === "closed"
          ? Object.assign(new Error("you may not"), { name: "AccessDeniedException" })
          : { Events: [event("TagUser", at("01:00:00"))] },
    );
    expect(answers).toEqual([
      { finding: "1", known: false, because: "CloudTrail could not be asked: AccessDeniedException: you may not" },
      expect.objectContaining({ finding: "2", known: true }),
    ]);
  });

  it("stops at its budget and says so", async () => {
    const questions = Array.from({ length: 205 }, (_, index) => ({
      finding: `${index}`,
      resources: [`u${index}`],
      events: [`Event${index}`],
    }));
    const { answers, asked, lines } = await ask(questions, () => ({ Events: [] }));
    expect([asked.length, lines.length]).toEqual([200, 10]);
    expect(answers.at(-1)).toEqual({
      finding: "204",
      known: false,
      because: "CloudTrail could not be asked: Error: more than 200 lookups would be needed in this run",
    });
  });

  it("asks about many findings of one kind by the events that bring such about, and not by each name", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const questions = names.map((name) => ({ finding: name, resources: [name], events: ["CreateUser", "CreateRole"] }));
    const made = (name: string) => ({ ...event("CreateUser", at("10:00:00")), Resources: [{ ResourceName: name }] });
    const { answers, asked } = await ask(questions, (value) => ({ Events: value === "CreateUser" ? ["a", "b", "c", "d"].map(made) : [] }));
    expect(asked.map(({ LookupAttributes }) => LookupAttributes)).toEqual(
      ["CreateUser", "CreateRole"].map((AttributeValue) => [{ AttributeKey: "EventName", AttributeValue }]),
    );
    expect(answers.map(({ finding, known }) => [finding, known])).toEqual(names.map((name) => [name, name !== "e"]));
  });

  it("asks by name where newer events may not have been listed", async () => {
    const questions = ["a", "b", "c"].map((name) => ({ finding: name, resources: [name], events: ["CreateUser"] }));
    const made = (name: string, time: string) => ({ ...event("CreateUser", at(time)), Resources: [{ ResourceName: name }] });
    const { answers, asked } = await ask(questions, (value, page) =>
      value === "CreateUser"
        ? { Events: [made("a", "10:00:00"), made("z", "09:00:00")], NextToken: String(page + 1) }
        : { Events: [made(value, "08:00:00")] },
    );
    expect(asked.slice(3).map(({ LookupAttributes }) => LookupAttributes![0]!.AttributeValue)).toEqual(["b", "c"]);
    expect(answers.map((answer) => answer.known && answer.at)).toEqual([
      "2026-11-20T10:00:00Z",
      "2026-11-20T08:00:00Z",
      "2026-11-20T08:00:00Z",
    ]);
  });
});
