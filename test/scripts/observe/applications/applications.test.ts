import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { readApplications, tokenOf } from "../../../../scripts/observe/applications/applications.ts";
import { readPart, recorderOf } from "../../../../scripts/observe/part.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { declaredOf, personOf, settingsOf } from "../../../support/builders.ts";
import { type Answer, type Http, startHttp } from "../../../support/http.ts";

const AS_OF = "2026-11-23T12:00:00Z" as Instant;
const folder = mkdtempSync(join(tmpdir(), "tenure-applications-"));
let http: Http | undefined;
afterEach(() => http?.close());
afterAll(() => rmSync(folder, { recursive: true }));

const fileOf = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  utimesSync(join(folder, name), new Date(AS_OF), new Date(AS_OF));
  return join(folder, name);
};
async function read(applications: object, tokens: Record<string, string> = {}) {
  const people = ["w1", "w2", "w3"].map((id) => personOf(id, { applications: { wiki: `u-${id}` } }));
  const limits = { feed: { missingPeople: { count: 1, percent: 0 } } };
  const declared = declaredOf({ people, settings: settingsOf({ sources: { applications }, limits }) });
  const recorder = recorderOf("applications");
  const access = { tokens, wait: async () => {} };
  const part = await readPart(
    "applications",
    "read",
    () => AS_OF,
    (own) => readApplications(declared, AS_OF, access, own),
    recorder,
  );
  return { part, manifest: recorder.manifest() };
}
const CSV = { format: "csv", columns: { id: "ID", active: "On", asOf: "At" } };
const csvOf = (...ids: readonly string[]) => ["ID,On,At", ...ids.map((id) => `${id},true,2026-11-23T11:00:00Z`), ""].join("\n");
const JSON_LIST = { format: "json", list: "users", columns: { id: "id", active: "on", admin: "role" }, words: { admin: { owner: true } } };

/** A SCIM service (RFC 7644) with so many users, a hundred a page. */
const scimOf =
  (count: number, total = count) =>
  ({ path }: { path: string }): Answer => {
    const start = Number(new URL(path, "http://x").searchParams.get("startIndex"));
    const Resources = Array.from({ length: Math.max(0, Math.min(100, count - start + 1)) }, (_, index) => ({
      ...{ id: `u${start + index}`, userName: `user${start + index}`, active: true, roles: [{ value: "user" }] },
    }));
    return { status: 200, json: { schemas: [], totalResults: total, startIndex: start, itemsPerPage: Resources.length, Resources } };
  };

describe("scripts/observe/applications/applications", () => {
  it("reads exports as they are mapped", async () => {
    const list = JSON.stringify({
      users: [
        { id: 1, on: true, role: "owner" },
        { id: 2, on: false, role: "guest" },
        { id: 3, on: true, role: true },
      ],
    });
    const { part } = await read({
      wiki: { ...CSV, file: fileOf("wiki.csv", csvOf("u-w1", "u-w2", "u-w3")) },
      tasks: { ...JSON_LIST, file: fileOf("tasks.json", list) },
    });
    expect(part).toMatchObject({
      complete: true,
      value: {
        wiki: { asOf: "2026-11-23T11:00:00Z", accounts: [{ id: "u-w1", active: true }, { id: "u-w2" }, { id: "u-w3" }] },
        tasks: {
          accounts: [
            { id: "1", admin: true },
            { id: "3", admin: true },
          ],
        },
      },
      except: [{ subject: "application/tasks#2", operation: "guard", reason: expect.stringContaining('"guest" is no word') }],
    });
  });

  it("reads a SCIM service to its end, with the token of that application and no other", async () => {
    http = await startHttp(scimOf(250));
    const ticketing = { format: "scim", url: `${http.url}/scim`, administrators: ["admin"] };
    const { part, manifest } = await read({ ticketing }, { APPLICATION_TOKEN_TICKETING: "t1", HR_TOKEN: "t2" });
    expect(part.complete && Object.values(part.value)[0]!.accounts).toHaveLength(250);
    expect(manifest).toMatchObject([{ operation: "ticketing Users", calls: 3, pages: 3, items: 250, refused: [] }]);
    expect(new Set(http.requests.map(({ headers }) => headers.authorization))).toEqual(new Set(["Bearer t1"]));
    expect(http.requests[0]!.path).toContain("roles%2Cgroups");
  });

  it("leaves a gap of the application that fails, and reads the others", async () => {
    http = await startHttp(scimOf(3, 4));
    const { part, manifest } = await read(
      {
        short: { format: "scim", url: http.url },
        silent: { format: "scim", url: http.url },
        half: { ...CSV, file: fileOf("half.csv", csvOf()) },
        wiki: { ...CSV, file: fileOf("cut.csv", csvOf("u-w1")) },
        tasks: { ...JSON_LIST, file: fileOf("ok.json", '{"users":[{"id":1,"on":true,"role":"owner"}]}') },
        gone: { ...CSV, file: join(folder, "not-there.csv") },
      },
      { APPLICATION_TOKEN_SHORT: "t" },
    );
    expect(part.complete && Object.keys(part.value)).toEqual(["tasks"]);
    expect(part.complete && Object.fromEntries(part.except!.map(({ subject, reason, retry }) => [subject, [reason, retry]]))).toEqual({
      "application/short": ["the service counts 4 users and gave 3, 3 of them different", true],
      "application/silent": ["APPLICATION_TOKEN_SILENT is not set", false],
      "application/half": ["the list of accounts is not believed: it is empty", false],
      "application/wiki": [expect.stringContaining("it lacks 2 of the 3 accounts that are declared (u-w2, u-w3)"), false],
      "application/gone": [expect.stringContaining("cannot read"), true],
    });
    expect(manifest.flatMap(({ refused }) => refused)).toHaveLength(5);
  });

  it("names the field that is malformed", async () => {
    http = await startHttp(() => ({ status: 200, json: { totalResults: 1, Resources: [{ id: "a", userName: 5 }] } }));
    const { part } = await read({ x: { format: "scim", url: http.url } }, { APPLICATION_TOKEN_X: "t" });
    expect(part.complete && part.except![0]!.reason).toMatch(/^malformed: Resources\.0\.userName: /);
  });

  it("knows the variable of a token by the application's name alone", () => {
    expect([tokenOf("ticketing"), tokenOf("my-wiki-2")]).toEqual(["APPLICATION_TOKEN_TICKETING", "APPLICATION_TOKEN_MY_WIKI_2"]);
  });
});
