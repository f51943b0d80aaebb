import { describe, expect, it } from "vitest";
import { askForGrant, endGrant } from "../../../../scripts/decide/requests/access.ts";
import { usageOf, windowInWords } from "../../../../scripts/decide/requests/usage.ts";
import { AS_OF, SMALL, small } from "../../../support/small-organisation.ts";

const BERLIN = { "directory/people/w5.yaml": `${SMALL["directory/people/w5.yaml"]}timeZone: Europe/Berlin\n` };
const GRANT =
  "who: person/w5\nrole: admin\nreason: INC-2231 restore of the orders table\nstarts: 2026-11-23T23:00:00Z\nends: 2026-11-24T01:00:00Z\n";

describe("scripts/decide/requests/usage", () => {
  it("says when, on the clocks of whoever gets it too, and by which command", () => {
    const declared = small(BERLIN);
    const wish = { role: "admin", who: "person/w5", reason: "INC-2231 restore of the orders table", window: { for: "2h" } } as const;
    const request = askForGrant(wish, declared.accounts.get("prod")!, declared, AS_OF);
    if ("because" in request) throw new Error(request.because);
    expect(usageOf(request, declared)).toEqual({
      window:
        "from 2026-11-24T00:00:00Z to 2026-11-24T02:00:00Z, 2h (24 Nov 2026 01:00:00 Europe/Berlin to 24 Nov 2026 03:00:00 Europe/Berlin)",
      command:
        "aws sts assume-role --role-arn arn:aws:iam::000000000000:role/tenure/grants/admin-2026-11-24-w5-admin --role-session-name 2026-11-24-w5-admin",
    });
  });

  it("says when it ends, and no command, where the end is asked for", () => {
    const declared = small({ ...BERLIN, "accounts/prod/grants/restore.yaml": GRANT });
    const account = declared.accounts.get("prod")!;
    const request = endGrant({ account, record: account.records.get("grants/restore")! }, "done", AS_OF);
    if ("because" in request) throw new Error(request.because);
    expect(usageOf(request, declared)).toBeUndefined();
    expect(windowInWords(request, declared)).toBe("ends at 2026-11-24T00:00:00Z (24 Nov 2026 01:00:00 Europe/Berlin)");
  });
});
