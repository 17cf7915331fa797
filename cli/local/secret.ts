// Loaded by wrangler's process before wrangler: hands the Worker a secret of the environment. As an argument on the
// command line it could be read by everybody on the machine; what is added to the list in here can not.

const token = process.env['ADMIN_TOKEN'] ?? ''
if (token !== '') process.argv.push('--var', `ADMIN_TOKEN:${token}`)
