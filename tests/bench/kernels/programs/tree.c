// A binary search tree: inserting, looking up, walking by recursion
#include "../kernel.h"

enum { N = 40000, LOOKUPS = 60000 };
struct node {
    uint32_t key, value;
    struct node *left, *right;
};
static struct node *nodes, *root;
static uint32_t used, result[3];

void init(void) {
    NEW(nodes, N);
    used = 0;
    root = 0;
}

static void insert(uint32_t key, uint32_t value) {
    struct node **at = &root;
    while (*at) {
        if (key == (*at)->key) {
            (*at)->value += value;
            return;
        }
        at = key < (*at)->key ? &(*at)->left : &(*at)->right;
    }
    nodes[used] = (struct node){key, value, 0, 0};
    *at = &nodes[used++];
}

static const struct node *lookup(const struct node *n, uint32_t key) {
    while (n && n->key != key) n = key < n->key ? n->left : n->right;
    return n;
}

static uint32_t depth(const struct node *n) {
    if (!n) return 0;
    uint32_t l = depth(n->left), r = depth(n->right);
    return 1 + (l > r ? l : r);
}

static uint32_t walk(const struct node *n, uint32_t sum) {
    if (!n) return sum;
    sum = walk(n->left, sum);
    sum = sum * 31 + n->key + n->value;
    return walk(n->right, sum);
}

void run(void) {
    used = 0;
    root = 0;
    uint32_t random = 9;
    for (uint32_t i = 0; i < N; i++) insert(next_random(&random) % 1000003, i);
    uint32_t found = 0;
    random = 9;
    for (uint32_t i = 0; i < LOOKUPS; i++) found += lookup(root, next_random(&random) % 1000003) != 0;
    result[0] = found;
    result[1] = depth(root);
    result[2] = walk(root, 0);
}

double check(void) { return hash(0, result, sizeof result); }
