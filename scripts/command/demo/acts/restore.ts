import { type Act, EMBEDDED, PROD, proof } from "../act.ts";

/** What was taken away by hand comes back. */
export const restore: Act = {
  title: "What was changed by hand is put back",
  asks: "The colleague is still missing from the group: the records are right, AWS is not.",
  async play(stage) {
    await stage.run(["deploy", ...PROD, ...EMBEDDED, "--refresh"], { lines: 5 });
    const drift = await stage.run(["drift", ...PROD]);
    return [proof("a deployment that looks first puts it back, and there is no drift any more", "deploy --refresh", drift.code === 0)];
  },
};
