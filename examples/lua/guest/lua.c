/* `lua SCRIPT ARGUMENT…`: runs a script; an error goes to stderr, with a traceback. */
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#ifdef __wasm__
/* For the host's `protect`. */
__attribute__((export_name("call"))) void call(void (*f)(lua_State *, void *), lua_State *state, void *data) {
    f(state, data);
}
#endif

static int traceback(lua_State *L) {
    luaL_traceback(L, L, luaL_tolstring(L, 1, NULL), 1);
    return 1;
}

int main(int argc, char **argv) {
    lua_State *L = luaL_newstate();
    if (!L || argc < 2) return 2;
    luaL_openlibs(L);
    lua_createtable(L, argc - 2, 1);
    for (int i = 1; i < argc; i++) {
        lua_pushstring(L, argv[i]);
        lua_rawseti(L, -2, i - 1);
    }
    lua_setglobal(L, "arg");
    lua_pushcfunction(L, traceback);
    int failed = luaL_loadfile(L, argv[1]) || lua_pcall(L, 0, 0, -2);
    if (failed) lua_writestringerror("%s\n", lua_tostring(L, -1));
    lua_close(L);
    return failed;
}
