// Signs in to a server under measurement.

/** Signs in as a browser without JavaScript would, and returns the session's cookie. */
export async function signIn(url, { email, password }) {
  const jar = new Map();
  const keep = (response) => {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(";");
      const at = pair.indexOf("=");
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
  };
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");

  const form = await fetch(`${url}/sign-in`);
  keep(form);
  const html = await form.text();
  const body = new URLSearchParams();
  for (const [input] of html.matchAll(/<input[^>]*>/g)) {
    const attribute = (name) => new RegExp(`\\b${name}="([^"]*)"`).exec(input)?.[1];
    if (attribute("type") === "hidden") {
      body.set(attribute("name"), attribute("value") ?? "");
    } else if (attribute("type") === "password") {
      body.set(attribute("name"), password);
    } else if (attribute("type") === "email" || attribute("autocomplete") === "username") {
      body.set(attribute("name"), email);
    }
  }
  const answer = await fetch(`${url}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: url, cookie: cookies() },
    body,
  });
  keep(answer);
  if (answer.status !== 303 && answer.status !== 302) {
    throw new Error(`signing in as ${email} was answered with status ${answer.status}`);
  }
  return cookies();
}
