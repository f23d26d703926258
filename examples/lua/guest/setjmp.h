/* Lua asks for it and, with protect.h, uses nothing of it. */
