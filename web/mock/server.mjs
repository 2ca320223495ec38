// A stand-in for the gateway while one works on the pages: same addresses, same shapes, nothing kept.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { basketOf, customers, facts, findProduct, image, productPage } from "./catalogue.mjs";
import { customerRoutes, customerSocket } from "./chat.mjs";
import { deskRoutes, deskSocket } from "./desk.mjs";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self'; connect-src 'self' ws:; frame-src 'self'; base-uri 'none'";

function fileFor(path) {
  if (path === "/" || /^\/(?:search|basket|account|(?:category|product)\/[^/]+)$/.test(path)) return "shop/index.html";
  if (path === "/desk" || path.startsWith("/desk/")) return "desk/index.html";
  if (path === "/widget/frame") return "widget/frame.html";
  if (path === "/widget/loader.js") return "widget/loader.js";
  const asset = /^\/assets\/(widget|desk|shop)\/.+/.exec(path);
  return asset ? `${asset[1]}${path}` : null;
}

function serveFile(response, path) {
  const file = join(dist, normalize(path));
  if (!file.startsWith(dist) || !existsSync(file) || !statSync(file).isFile()) return problem(response, 404, "No such page");
  response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", "Content-Security-Policy": POLICY });
  createReadStream(file).pipe(response);
}

function json(response, status, body, headers = {}) {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(status === 204 ? "" : JSON.stringify(body));
}

function problem(response, status, detail) {
  const body = { type: "about:blank", title: "Refused", status, detail };
  json(response, status, body, { "Content-Type": "application/problem+json" });
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString() || "{}") : {};
}

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

const demoRoutes = {
  "GET /demo/customers": () => [200, { customers }],
  "POST /demo/sign-in": ({ body }) => [
    200,
    {
      customer_token: `${encoded({ alg: "none" })}.${encoded({ sub: body.reference })}.mock`,
      expires_in: 3600,
      customer: { name: customers.find(({ reference }) => reference === body.reference)?.name ?? "" },
    },
  ],
  "GET /demo/shop": () => [200, facts()],
  "GET /demo/account": () => [200, { name: customers[0].name, orders: [] }],
  "GET /demo/basket": ({ query }) => [200, basketOf(query.get("products") ?? "")],
  "GET /demo/products": ({ query }) => [200, productPage(query)],
  "GET /demo/products/:id": ({ params }) => (findProduct(params.id) ? [200, findProduct(params.id)] : [404, "There is no such product."]),
};

const routes = { ...demoRoutes, ...customerRoutes, ...deskRoutes };

function match(method, path) {
  for (const [route, handle] of Object.entries(routes)) {
    const [verb, pattern] = route.split(" ");
    const names = [...pattern.matchAll(/:(\w+)/g)].map((found) => found[1]);
    const values = new RegExp(`^${pattern.replace(/:\w+/g, "([^/]+)")}$`).exec(path);
    if (verb === method && values) {
      return { handle, params: Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index + 1])])) };
    }
  }
  return null;
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://mock.invalid");
  const picture = /^\/demo\/images\/(.+)\.svg$/.exec(url.pathname);
  if (picture) {
    response.writeHead(200, { "Content-Type": "image/svg+xml" });
    return response.end(image(picture[1]));
  }
  const found = match(request.method, url.pathname);
  if (!found) {
    const file = request.method === "GET" ? fileFor(url.pathname) : null;
    return file ? serveFile(response, file) : problem(response, 404, `There is no ${url.pathname}`);
  }
  const body = await bodyOf(request);
  const [status, answer, headers] = found.handle({ body, params: found.params, query: url.searchParams, headers: request.headers });
  return status >= 400 ? problem(response, status, answer) : json(response, status, answer, headers);
});

const sockets = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => {
  const accept = { "/api/v1/socket": customerSocket, "/desk/api/socket": deskSocket }[request.url];
  if (!accept) return socket.destroy();
  sockets.handleUpgrade(request, socket, head, accept);
});

const port = Number(process.env.PORT ?? 8123);
server.listen(port, "127.0.0.1", () => console.log(`The pages are at http://127.0.0.1:${port}/ and /desk`));
