import { createEmulator } from "emulate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../../../scripts/emulators/server.ts";
import { readPeople } from "../../../../scripts/observe/hr/people.ts";
import { readOktaUsers } from "../../../../scripts/observe/okta/users.ts";
import { recorderOf } from "../../../../scripts/observe/part.ts";
import { openRest } from "../../../../scripts/observe/services/rest.ts";
import { type HrSource, sources } from "../../../../stacks/model/configured.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { declaredOf, personOf } from "../../../support/builders.ts";
import { startHttp } from "../../../support/http.ts";

const AS_OF = "2026-11-23T12:00:00Z" as Instant;
const TOKEN = "okta-token";
const LOGINS = Array.from({ length: 5 }, (_, index) => `w${1001 + index}`);
let url: string;
let close: () => Promise<void>;

async function ask(method: string, path: string, body?: unknown) {
  const headers = { authorization: `SSWS ${TOKEN}`, "content-type": "application/json" };
  const answer = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const users = LOGINS.map((login) => ({ login, email: `${login}@example.com`, first_name: login, last_name: "X" }));
  const emulator = await createEmulator({
    ...{ service: "okta", port, baseUrl: url },
    seed: { tokens: { [TOKEN]: { login: "w1001", scopes: ["okta.users.read"] } }, okta: { users } },
  });
  close = () => emulator.close();
  // The stand-in comes with a user of its own: the first DELETE deprovisions, the second one removes.
  for (const _ of [1, 2]) await ask("DELETE", "/api/v1/users/testuser%40okta.local");
});
afterAll(() => close());

describe("scripts/observe/okta/users", () => {
  it("reads people from Okta: who is suspended is on leave, who is deprovisioned has left", async () => {
    await ask("POST", "/api/v1/users/w1002/lifecycle/suspend");
    await ask("POST", "/api/v1/users/w1003/lifecycle/deactivate");
    const hr = sources.parse({ hr: { format: "okta", url, person: "login" } }).hr as HrSource;
    const { directory } = declaredOf({ people: LOGINS.map((id) => personOf(id)) });
    const against = { directory, limit: { count: 1, percent: 0 }, timeZone: "Etc/UTC", asOf: AS_OF };
    const { people } = await readPeople(hr, against, { tokens: { HR_TOKEN: TOKEN } }, recorderOf("hr"));
    expect(people.map(({ id, status }) => `${id} ${status}`)).toEqual([
      "w1001 active",
      "w1002 leave",
      "w1003 left",
      "w1004 active",
      "w1005 active",
    ]);
  });

  it("follows the pages that Okta names, and asks for the deprovisioned ones by themselves", async () => {
    const userOf = (id: string, status: string) => ({ id, status, profile: {} });
    const http = await startHttp(({ path }) => {
      const pages = path.includes("DEPROVISIONED") ? [userOf("b", "DEPROVISIONED")] : [userOf("a", "ACTIVE"), userOf("b", "ACTIVE")];
      return { status: 200, json: pages };
    });
    const recorder = recorderOf("hr");
    const rest = openRest({ url: http.url, token: TOKEN, tokenName: "HR_TOKEN", scheme: "SSWS", recorder, wait: async () => {} });
    const users = await readOktaUsers(rest, recorder);
    await http.close();
    expect(users.map(({ id, status }) => [id, status])).toEqual([
      ["a", "ACTIVE"],
      ["b", "DEPROVISIONED"],
    ]);
    expect(recorder.manifest()).toMatchObject([{ operation: "users", calls: 2, pages: 2, items: 3 }]);
  });

  it("rejects a malformed reply with the field's path", async () => {
    const http = await startHttp(() => ({
      status: 200,
      json: [
        { id: "a", status: "ACTIVE", profile: {} },
        { id: "b", profile: {} },
      ],
    }));
    const recorder = recorderOf("hr");
    const rest = openRest({ url: http.url, token: TOKEN, tokenName: "HR_TOKEN", scheme: "SSWS", recorder });
    await expect(readOktaUsers(rest, recorder)).rejects.toThrow(/^malformed: 1\.status: /);
    await http.close();
  });
});
