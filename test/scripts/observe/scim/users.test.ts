import { afterEach, describe, expect, it } from "vitest";
import { recorderOf } from "../../../../scripts/observe/part.ts";
import { readScimUsers } from "../../../../scripts/observe/scim/users.ts";
import { openRest } from "../../../../scripts/observe/services/rest.ts";
import { type Http, startHttp } from "../../../support/http.ts";

let http: Http | undefined;
afterEach(() => http?.close());

/** A service that gives so many users at a time, whatever is asked. */
async function read(resources: readonly unknown[], { pageSize = 2, total = resources.length, repeat = false } = {}) {
  http = await startHttp(({ path }) => {
    const start = repeat ? 1 : Number(new URL(path, "http://x").searchParams.get("startIndex"));
    const Resources = resources.slice(start - 1, start - 1 + pageSize);
    return { status: 200, json: { schemas: [], totalResults: total, startIndex: start, itemsPerPage: Resources.length, Resources } };
  });
  const recorder = recorderOf("hr");
  const rest = openRest({ url: http.url, token: "t", tokenName: "HR_TOKEN", scheme: "Bearer", recorder, wait: async () => {} });
  return { users: await readScimUsers(rest, recorder), recorder };
}
const userOf = (id: string) => ({ id, userName: id, active: true });

describe("scripts/observe/scim/users", () => {
  it("pages to the end, however few the service gives at a time", async () => {
    const { users, recorder } = await read(["a", "b", "c", "d", "e"].map(userOf));
    expect(users.map(({ id }) => id)).toEqual(["a", "b", "c", "d", "e"]);
    expect(recorder.manifest()).toMatchObject([{ operation: "Users", calls: 3, pages: 3, items: 5 }]);
  });

  it("takes no users for an answer", async () => {
    expect((await read([])).users).toEqual([]);
  });

  it("is not complete with fewer than the service counts, or with the same one twice", async () => {
    await expect(read(["a", "b"].map(userOf), { total: 3 })).rejects.toThrow("the service counts 3 users and gave 2, 2 of them different");
    await http!.close();
    await expect(read(["a", "b", "c", "d"].map(userOf), { repeat: true })).rejects.toThrow(
      "counts 4 users and gave 4, 2 of them different",
    );
  });

  it("rejects a malformed reply with the field's path", async () => {
    await expect(read([userOf("a"), { id: "b", userName: "b", active: "yes" }])).rejects.toMatchObject({
      operation: "Users",
      message: expect.stringMatching(/^malformed: Resources\.1\.active: /),
    });
  });
});
