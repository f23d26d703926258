// Parses a JSON text into a tree and walks it
#include "../kernel.h"

enum { RECORDS = 12000, TEXT = RECORDS * 160, NODES = RECORDS * 12 };

enum kind { NONE, BOOLEAN, NUMBER, STRING, ARRAY, OBJECT };
struct node {
    enum kind kind;
    uint32_t length; // of a string
    double number;
    const char *text;         // of a string
    const char *key;          // in an object
    struct node *first, *next;
};

static char *text;
static struct node *nodes;
static uint32_t used, result[3];
static const char *at;

static char *put(char *p, const char *s) {
    while (*s) *p++ = *s++;
    return p;
}

static char *put_number(char *p, uint32_t n) {
    char digits[10];
    int count = 0;
    do digits[count++] = (char)('0' + n % 10);
    while (n /= 10);
    while (count) *p++ = digits[--count];
    return p;
}

void init(void) {
    NEW(text, TEXT), NEW(nodes, NODES);
    uint32_t random = 1;
    char *p = put(text, "{\"records\": [\n");
    for (uint32_t i = 0; i < RECORDS; i++) {
        if (i) p = put(p, ",\n");
        p = put_number(put(p, "  {\"id\": "), i);
        p = put(p, ", \"name\": \"record \\u00e9 ");
        p = put_number(p, next_random(&random));
        p = put_number(put(p, "\", \"value\": -"), next_random(&random) % 1000);
        p = put_number(put(p, "."), next_random(&random) % 1000);
        p = put(p, next_random(&random) & 1 ? "e2, \"on\": true" : ", \"on\": false");
        p = put(p, ", \"tags\": [\"a\", \"b\\n\", null, [], {}]}");
    }
    p = put(p, "\n]}\n");
    *p = 0;
}

static struct node *new_node(enum kind kind) {
    if (used == NODES) __builtin_trap();
    struct node *n = &nodes[used++];
    *n = (struct node){.kind = kind};
    return n;
}

static void space(void) {
    while (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') at++;
}

// Checks escapes; they stay in the text.
static const char *string(uint32_t *length) {
    const char *start = ++at;
    while (*at != '"') {
        if ((unsigned char)*at < ' ') __builtin_trap();
        if (*at == '\\' && *++at == 'u')
            for (int i = 0; i < 4; i++) {
                char c = *++at;
                if (!((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f'))) __builtin_trap();
            }
        at++;
    }
    *length = (uint32_t)(at++ - start);
    return start;
}

static double number(void) {
    int negative = *at == '-';
    at += negative;
    double x = 0, scale = 1;
    while (*at >= '0' && *at <= '9') x = x * 10 + (*at++ - '0');
    if (*at == '.')
        for (at++; *at >= '0' && *at <= '9'; scale *= 10) x = x * 10 + (*at++ - '0');
    if ((*at | 32) == 'e') {
        int exponent = 0, down = *++at == '-';
        at += down || *at == '+';
        while (*at >= '0' && *at <= '9') exponent = exponent * 10 + (*at++ - '0');
        for (; exponent; exponent--) down ? (scale *= 10) : (x *= 10);
    }
    return (negative ? -x : x) / scale;
}

static void word(const char *w) {
    while (*w)
        if (*at++ != *w++) __builtin_trap();
}

static struct node *value(void) {
    struct node *n, **tail;
    uint32_t length;
    space();
    switch (*at) {
    case '{':
        n = new_node(OBJECT), tail = &n->first, at++;
        for (space(); *at != '}'; space()) {
            if (n->first) word(","), space();
            const char *key = string(&length);
            space(), word(":");
            *tail = value(), (*tail)->key = key, tail = &(*tail)->next;
        }
        at++;
        return n;
    case '[':
        n = new_node(ARRAY), tail = &n->first, at++;
        for (space(); *at != ']'; space()) {
            if (n->first) word(",");
            *tail = value(), tail = &(*tail)->next;
        }
        at++;
        return n;
    case '"':
        n = new_node(STRING), n->text = string(&length), n->length = length;
        return n;
    case 't': word("true"), n = new_node(BOOLEAN), n->number = 1; return n;
    case 'f': word("false"); return new_node(BOOLEAN);
    case 'n': word("null"); return new_node(NONE);
    default: n = new_node(NUMBER), n->number = number(); return n;
    }
}

static void walk(const struct node *n, uint32_t depth) {
    result[0] = result[0] * 31 + n->kind + depth;
    if (n->kind == STRING)
        for (uint32_t i = 0; i < n->length; i++) result[1] = result[1] * 33 + (unsigned char)n->text[i];
    if (n->kind == NUMBER) result[2] += (uint32_t)(int32_t)n->number;
    for (const struct node *c = n->first; c; c = c->next) walk(c, depth + 1);
}

void run(void) {
    used = 0, at = text;
    result[0] = result[1] = result[2] = 0;
    walk(value(), 0);
}

double check(void) { return hash(0, result, sizeof result); }
