// Runs once before the browser tests: the sample data in a database of each engine, for every
// test to copy. Filling takes seconds, copying none.
import { freshDatabase, seed } from "../scripts/server.mjs";

export default async function samples() {
  const engines = ["sqlite", ...(process.env.TWOWAY_TEST_POSTGRES_URL ? ["postgres"] : [])];
  const databases = engines.map((engine) => freshDatabase(engine));
  const logins = await Promise.all(databases.map(({ url }) => seed(url)));
  const made = engines.map((engine, index) => {
    return [engine, { url: databases[index].url, logins: logins[index] }];
  });
  // The workers are processes of their own; they inherit this.
  process.env.TWOWAY_SAMPLES = JSON.stringify(Object.fromEntries(made));
  return () => databases.forEach((database) => database.drop());
}

/** The database with the sample data, and the sign-ins of its people. */
export function sample(engine) {
  const made = JSON.parse(process.env.TWOWAY_SAMPLES ?? "{}")[engine];
  if (!made) {
    throw new Error("PostgreSQL is not there: run this through scripts/postgres.sh.");
  }
  return made;
}
