import type { Response } from "../situation.ts";

/** Nothing is taken away before the end: whoever answers for it renews it, or lets it end. */
export const remind: Response = () => ({
  nothing: "it is a reminder: `npm run renew -- <record>` gives it a later end (a key: `npm run rotate`); without that it ends as stated",
});

/** Nobody can be asked to confirm it yet, so it is only said. */
export const confirm: Response = () => ({
  nothing: "its owner is to look whether it is still needed; reviews are not recorded yet, so nothing is proposed",
});
