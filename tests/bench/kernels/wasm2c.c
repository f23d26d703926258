// Joins wasm2c's output (module name `m`) to native.c. -DWABT_OLD: the names of wabt up to 1.0.32.
#include "m.h"

#ifdef WABT_OLD
static Z_m_instance_t instance;
void setup(void) {
    wasm_rt_init();
    Z_m_init_module();
    Z_m_instantiate(&instance);
}
void init(void) { Z_mZ_init(&instance); }
void run(void) { Z_mZ_run(&instance); }
double check(void) { return Z_mZ_check(&instance); }
#else
static w2c_m instance;
void setup(void) {
    wasm_rt_init();
    wasm2c_m_instantiate(&instance);
}
void init(void) { w2c_m_init(&instance); }
void run(void) { w2c_m_run(&instance); }
double check(void) { return w2c_m_check(&instance); }
#endif
