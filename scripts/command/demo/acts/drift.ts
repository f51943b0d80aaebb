import { type Act, mentions, PROD, proof } from "../act.ts";
import { breakIn, useCredentials } from "../hands.ts";

/** What happens past the records is seen. */
export const drift: Act = {
  title: "Somebody changes AWS by hand",
  asks: "An administrator makes a user with full rights and a key, a key for a service account, and takes a colleague out of a group.",
  async play(stage, props) {
    props.intruder = await breakIn(stage.environment);
    stage.say(`  the new user night-shift is ${await useCredentials(stage.environment, props.intruder)} to do what it wants`);
    const ran = await stage.run(["drift", ...PROD], { lines: 16 });
    const named = mentions(
      ran,
      "user night-shift",
      "service-accounts/status-page has the active access key",
      "ledger-readers is gone",
      "service-accounts/ends-soon ended",
    );
    return [proof("drift names each change, and what has expired meanwhile", "drift", ran.code === 2 && named)];
  },
};
