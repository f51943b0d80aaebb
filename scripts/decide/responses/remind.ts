import type { Response } from "../situation.ts";

/** Nothing is taken away before the end: whoever answers for it renews it, or lets it end. */
export const remind: Response = () => ({
  nothing: "it is a reminder: `npm run renew -- <record>` gives it a later end (a key: `npm run rotate`); without that it ends as stated",
});

/** To look once more takes nothing away: `recertify` asks whoever has to confirm it. */
export const confirm: Response = () => ({
  nothing: "somebody is to look whether it is still needed: `npm run recertify -- --propose` asks them",
});
