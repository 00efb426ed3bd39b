export default { fetch: (request: Request) => new Response(`server ${new URL(request.url).host}`) };
