/* How Lua raises errors. WebAssembly has no longjmp; so `error` asks the host to end the call, and `pcall` asks it to
   make a call that may be ended so: the host calls back into the guest, and catches its own trap. */
struct lua_State;

__attribute__((import_module("env"), import_name("throw"), noreturn)) void env_throw(void);
__attribute__((import_module("env"), import_name("protect"))) void env_protect(void (*f)(struct lua_State *, void *), struct lua_State *state, void *data);

#define luai_jmpbuf int
#define LUAI_THROW(L, c) env_throw()
#define LUAI_TRY(L, c, a) env_protect(f, L, ud);
