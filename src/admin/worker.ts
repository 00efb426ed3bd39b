export default { fetch: (request: Request) => new Response(`admin ${new URL(request.url).host}`) };
