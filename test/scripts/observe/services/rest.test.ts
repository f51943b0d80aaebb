import { afterEach, describe, expect, it } from "vitest";
import { recorderOf } from "../../../../scripts/observe/part.ts";
import { openRest } from "../../../../scripts/observe/services/rest.ts";
import { type Answer, type Http, startHttp } from "../../../support/http.ts";

let http: Http | undefined;
afterEach(() => http?.close());

async function open(answers: readonly Answer[], token: string | undefined = "s3cret") {
  let at = 0;
  http = await startHttp(() => answers[Math.min(at++, answers.length - 1)]!);
  const [recorder, waits] = [recorderOf("hr"), [] as number[]];
  const wait = async (ms: number) => void waits.push(ms);
  return { rest: openRest({ url: `${http.url}/scim/`, token, tokenName: "HR_TOKEN", scheme: "Bearer", recorder, wait }), recorder, waits };
}
const OK = { status: 200, json: { totalResults: 0 } };

describe("scripts/observe/services/rest", () => {
  it("asks below its address with its token, and counts", async () => {
    const { rest, recorder } = await open([OK]);
    expect(await rest.get("Users", "/Users?count=1")).toEqual({ json: { totalResults: 0 }, next: undefined });
    expect(http!.requests.map(({ method, path, headers }) => [method, path, headers.authorization])).toEqual([
      ["GET", "/scim/Users?count=1", "Bearer s3cret"],
    ]);
    expect(recorder.manifest()).toMatchObject([{ operation: "Users", calls: 1 }]);
  });

  it("asks again what failed in passing, and counts each request", async () => {
    const { rest, recorder, waits } = await open([{ status: 429, json: {} }, "cut", { status: 503, json: {} }, OK]);
    expect((await rest.get("Users", "/Users")).json).toEqual({ totalResults: 0 });
    expect([recorder.manifest()[0]!.calls, waits.length]).toEqual([4, 3]);
  });

  it.each<[string, Answer, number, object]>([
    ["a failure that lasts", { status: 503, json: {} }, 4, { retry: true, message: "the service answered 503" }],
    ["a connection that always breaks", "cut", 4, { retry: true, message: expect.stringMatching(/does not answer \(/) }],
    [
      "a refusal",
      { status: 403, json: {} },
      1,
      { retry: false, message: "the service answered 403; is HR_TOKEN current, and may it read this?" },
    ],
    ["a redirection, which the token does not follow", { status: 302, json: {} }, 1, { retry: false, message: "the service answered 302" }],
    ["something that is no JSON", { status: 200, xml: "<html>" }, 1, { message: expect.stringMatching(/^malformed: expected JSON/) }],
  ])("gives up on %s", async (_, answer, calls, error) => {
    const { rest } = await open([answer]);
    await expect(rest.get("Users", "/Users")).rejects.toMatchObject({ operation: "Users", ...error });
    expect(http!.requests).toHaveLength(calls);
  });

  it("waits where GitHub says 403 for a limit, as its headers say, and takes another 403 for a refusal that names what is needed", async () => {
    const limits: Answer[] = [
      { status: 403, json: {}, headers: { "retry-after": "7" } },
      { status: 403, json: {}, headers: { "x-ratelimit-remaining": "0" } },
    ];
    const { rest, waits } = await open([...limits, OK]);
    await rest.get("members", "/members");
    expect([waits[0], waits.length]).toEqual([7_000, 2]);
    await http!.close();
    for (const status of [403, 404]) {
      const { rest: refused } = await open([{ status, json: {} }]);
      await expect(refused.get("members", "/members", "the permission Members: read")).rejects.toMatchObject({
        message: `the service answered ${status}; is HR_TOKEN current, and has it the permission Members: read?`,
        retry: false,
      });
      await http!.close();
    }
  });

  it("sends nothing to another host, and nothing without a token", async () => {
    const { rest } = await open([OK]);
    await expect(rest.get("Users", "https://elsewhere.example.com/Users")).rejects.toThrow("nothing is sent there");
    expect(http!.requests).toEqual([]);
    await expect(open([OK], "")).rejects.toThrow("HR_TOKEN is not set");
  });
});
