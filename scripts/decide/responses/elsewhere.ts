import type { Response } from "../situation.ts";

/** What is outside AWS no record can end: Tenure reads there and never writes. */
export const endElsewhere: Response = ({ subject }) => ({
  nothing: `no record can end it: do so in ${placeOf(subject)}, or declare it in settings.yaml, which security approves`,
});

/** Whose an account is, only people know. */
export const sayWhose: Response = ({ subject }) => ({
  nothing: `say whose it is (applications of a record or of directory/people/<id>.yaml, accounts in settings.yaml), or end it in ${placeOf(subject)}`,
});

function placeOf(subject: string): string {
  return subject.split("#")[0]!.slice("application/".length);
}
