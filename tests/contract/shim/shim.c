/* A PKCS#11 module that passes every call on to a real one, and on orders misbehaves as real tokens do.
 *
 * Environment (fixed for a process):
 *   SHIM_MODULE   the real module
 *   SHIM_FOLDER   folder of the files below, read again at every call, so that a test gives orders at any time
 *
 * Files:
 *   order         lines "FUNCTION N ACTION": at the N-th call of FUNCTION from now, once (N = 0: at every call), do
 *                 ACTION: hang | abort | segfault | exit | print | pull | vanish (pulled, with a general error) |
 *                 wrong (result bytes flipped) | sleep:MILLISECONDS | a CK_RV in hexadecimal
 *   plugged       a number; while the file is absent the token is pulled, another number is another insertion
 *   away          serial numbers of tokens that alone are pulled, where the real module has several
 *   fixed         present: the slots say that their tokens cannot be removed
 *   tries         PIN tries left; counted down to locked and up to SHIM_TRIES again; absent: not counted
 *   so_tries      the same for the security officer's PIN
 *   puk           "PUK SO_PIN": C_SetPIN in a session without login unblocks, as OpenSC may do; puk_tries: its tries
 *   always        CKA_IDs in hexadecimal, or "all": keys with CKA_ALWAYS_AUTHENTICATE
 *   refuse_new    a CK_RV in hexadecimal: the answer to every new PIN
 *   pad           the PIN a person would enter on the token's own pad; its presence makes it a PIN pad token; empty:
 *                 the person cancels. pad_new: the new PIN entered there; pad_so: the security officer's or the PUK
 *   change        present: the PIN is marked to be changed
 *   calls         one line is appended for each call of a watched function; for C_Login a second one with its kind:
 *                 C_Login:user, C_Login:so, C_Login:context
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long ulong_t;
typedef unsigned char byte_t;
typedef ulong_t (*function_t)();
typedef struct {
    byte_t version[2];
    function_t functions[68];
} function_list_t;
typedef struct {
    byte_t text[96];
    ulong_t flags;
    ulong_t rest[16];
} info_t; /* CK_SLOT_INFO and CK_TOKEN_INFO begin like this */
typedef struct {
    ulong_t type;
    void *value;
    ulong_t size;
} attribute_t;

enum {
    GET_SLOT_LIST = 4, GET_SLOT_INFO, GET_TOKEN_INFO, GET_MECHANISM_LIST, INIT_PIN = 10, SET_PIN, OPEN_SESSION,
    CLOSE_ALL_SESSIONS = 14, GET_SESSION_INFO, LOGIN = 18, LOGOUT, CREATE_OBJECT, DESTROY_OBJECT = 22,
    GET_ATTRIBUTE_VALUE = 24, FIND_OBJECTS_INIT = 26, FIND_OBJECTS, DECRYPT_INIT = 33, DECRYPT, SIGN_INIT = 42, SIGN,
    GENERATE_KEY_PAIR = 59, DERIVE_KEY = 62
};
enum {
    OK = 0, GENERAL_ERROR = 0x5, ARGUMENTS_BAD = 0x7, DEVICE_REMOVED = 0x32, FUNCTION_CANCELED = 0x50,
    OPERATION_NOT_INITIALIZED = 0x91, PIN_INCORRECT = 0xA0, PIN_LOCKED = 0xA4, SESSION_HANDLE_INVALID = 0xB3,
    TOKEN_NOT_PRESENT = 0xE0, USER_NOT_LOGGED_IN = 0x101
};
enum { TOKEN_PRESENT = 0x1, REMOVABLE = 0x2, PROTECTED_PATH = 0x100, COUNT_LOW = 0x10000, SO_COUNT_LOW = 0x100000, TO_BE_CHANGED = 0x80000 };
enum { CKU_SO = 0, CKU_USER = 1, CKU_CONTEXT = 2, CKA_ID = 0x102, CKA_ALWAYS_AUTHENTICATE = 0x202 };
enum { NOT_DEMANDED, DEMANDED, GIVEN };
#define SHIM_TRIES 3
#define MOST_SLOTS 32
#define PIN_BYTES 256
#define PASS_ON 0xFFFFFFFFUL
#define GO_WRONG 0xFFFFFFFEUL

static function_list_t *real, ours;
static long insertion;
static char user_pin[PIN_BYTES];
/* Context-specific login, demanded or given for the operation of a session. */
static struct {
    ulong_t session;
    int state;
} contexts[64];

static const char *in_folder(const char *name) {
    static char path[8][4096];
    static int next;
    char *chosen = path[next++ % 8];
    snprintf(chosen, sizeof path[0], "%s/%s", getenv("SHIM_FOLDER"), name);
    return chosen;
}

static int exists(const char *name) { return access(in_folder(name), F_OK) == 0; }

static long number_in(const char *name, long missing) {
    long number = missing;
    FILE *file = fopen(in_folder(name), "r");
    if (file != NULL) {
        if (fscanf(file, "%ld", &number) != 1) number = missing;
        fclose(file);
    }
    return number;
}

static void write_text(const char *name, const char *text) {
    FILE *file = fopen(in_folder(name), "w");
    if (file != NULL) {
        fputs(text, file);
        fclose(file);
    }
}

static void write_number(const char *name, long number) {
    char text[32];
    snprintf(text, sizeof text, "%ld", number);
    write_text(name, text);
}

/* The word-th word of a file; empty where there is none. */
static char *word_in(const char *name, int word, char *found) {
    FILE *file = fopen(in_folder(name), "r");
    found[0] = '\0';
    if (file == NULL) return found;
    for (int i = 0; i <= word; i++)
        if (fscanf(file, "%255s", found) != 1) {
            found[0] = '\0';
            break;
        }
    fclose(file);
    return found;
}

static int has_word(const char *name, const char *wanted) {
    char found[PIN_BYTES];
    for (int i = 0; word_in(name, i, found)[0] != '\0'; i++)
        if (strcmp(found, wanted) == 0) return 1;
    return 0;
}

static void note(const char *function) {
    FILE *file = fopen(in_folder("calls"), "a");
    if (file != NULL) {
        fprintf(file, "%s\n", function);
        fclose(file);
    }
}

static int is_away(ulong_t slot) {
    info_t info;
    char serial[17] = "";
    if (!exists("away") || real->functions[GET_TOKEN_INFO](slot, &info) != OK) return 0;
    memcpy(serial, info.text + 80, 16);
    for (int i = 15; i >= 0 && serial[i] == ' '; i--) serial[i] = '\0';
    return serial[0] != '\0' && has_word("away", serial);
}

/* Pulled, or pulled and back: either way the old sessions are dead. */
static int pulled(void) {
    long now = number_in("plugged", 0);
    int others_too = now != insertion;
    if (others_too || exists("away")) {
        ulong_t slots[MOST_SLOTS], count = MOST_SLOTS;
        insertion = now;
        if (real->functions[GET_SLOT_LIST](0, slots, &count) == OK)
            for (ulong_t i = 0; i < count; i++)
                if (others_too || is_away(slots[i])) real->functions[CLOSE_ALL_SESSIONS](slots[i]);
    }
    return now == 0;
}

static ulong_t obey(const char *action) {
    if (strcmp(action, "hang") == 0) for (;;) pause();
    if (strcmp(action, "abort") == 0) abort();
    if (strcmp(action, "segfault") == 0) *(volatile int *)(uintptr_t)8 = 0;
    if (strcmp(action, "exit") == 0) exit(3);
    if (strcmp(action, "wrong") == 0) return GO_WRONG;
    if (strncmp(action, "sleep:", 6) == 0) {
        usleep(1000 * (useconds_t)atol(action + 6));
        return PASS_ON;
    }
    if (strcmp(action, "pull") == 0 || strcmp(action, "vanish") == 0) {
        unlink(in_folder("plugged"));
        return action[0] == 'v' ? GENERAL_ERROR : PASS_ON;
    }
    if (strcmp(action, "print") == 0) {
        printf("vendor says hello on standard output\n");
        fflush(stdout);
        return PASS_ON;
    }
    return strtoul(action, NULL, 16);
}

/* What the call has to answer by order, or PASS_ON. Lines that are due go, those of later calls count down. */
static ulong_t order_for(const char *function) {
    char wanted[64], action[64], chosen[64] = "", rest[4096] = "";
    int count = 0, touched = 0;
    FILE *file = fopen(in_folder("order"), "r");
    if (file == NULL) return PASS_ON;
    while (fscanf(file, "%63s %d %63s", wanted, &count, action) == 3) {
        int ours = strcmp(wanted, function) == 0;
        if (ours && count <= 1) strcpy(chosen, action);
        if (ours && count >= 1) touched = 1;
        if (ours && count == 1) continue;
        size_t used = strlen(rest);
        snprintf(rest + used, sizeof rest - used, "%s %d %s\n", wanted, ours && count > 1 ? count - 1 : count, action);
    }
    fclose(file);
    if (touched && rest[0] != '\0') write_text("order", rest);
    if (touched && rest[0] == '\0') unlink(in_folder("order"));
    return chosen[0] == '\0' ? PASS_ON : obey(chosen);
}

static ulong_t ordered(const char *function) {
    note(function);
    return order_for(function);
}

/* A watched function that only passes on. */
#define WATCHED(name, number, ours, parameters, arguments)                                                             \
    static ulong_t ours parameters {                                                                                   \
        ulong_t answer = ordered(name);                                                                                \
        if (answer != PASS_ON) return answer;                                                                          \
        if (pulled()) return DEVICE_REMOVED;                                                                           \
        return real->functions[number] arguments;                                                                      \
    }

WATCHED("C_GetMechanismList", GET_MECHANISM_LIST, get_mechanism_list, (ulong_t slot, ulong_t *list, ulong_t *count),
        (slot, list, count))
WATCHED("C_OpenSession", OPEN_SESSION, open_session,
        (ulong_t slot, ulong_t flags, void *application, void *notify, ulong_t *session),
        (slot, flags, application, notify, session))
WATCHED("C_Logout", LOGOUT, logout, (ulong_t session), (session))
WATCHED("C_CreateObject", CREATE_OBJECT, create_object,
        (ulong_t session, attribute_t *template, ulong_t count, ulong_t *object), (session, template, count, object))
WATCHED("C_DestroyObject", DESTROY_OBJECT, destroy_object, (ulong_t session, ulong_t object), (session, object))
WATCHED("C_FindObjectsInit", FIND_OBJECTS_INIT, find_objects_init,
        (ulong_t session, attribute_t *template, ulong_t count), (session, template, count))
WATCHED("C_FindObjects", FIND_OBJECTS, find_objects, (ulong_t session, ulong_t *objects, ulong_t most, ulong_t *count),
        (session, objects, most, count))
WATCHED("C_GenerateKeyPair", GENERATE_KEY_PAIR, generate_key_pair,
        (ulong_t session, void *mechanism, void *a, ulong_t na, void *b, ulong_t nb, ulong_t *one, ulong_t *other),
        (session, mechanism, a, na, b, nb, one, other))
WATCHED("C_DeriveKey", DERIVE_KEY, derive_key,
        (ulong_t session, void *mechanism, ulong_t base, attribute_t *template, ulong_t count, ulong_t *key),
        (session, mechanism, base, template, count, key))

/* Slots. */

static ulong_t get_slot_list(byte_t present, ulong_t *slots, ulong_t *count) {
    ulong_t all[MOST_SLOTS], found = MOST_SLOTS, kept = 0;
    ulong_t answer = ordered("C_GetSlotList");
    if (answer != PASS_ON) return answer;
    if (pulled()) {
        *count = 0;
        return OK;
    }
    if (!exists("away")) return real->functions[GET_SLOT_LIST](present, slots, count);
    real->functions[GET_SLOT_LIST](present, NULL, &found);
    found = MOST_SLOTS;
    answer = real->functions[GET_SLOT_LIST](present, all, &found);
    if (answer != OK) return answer;
    for (ulong_t i = 0; i < found; i++)
        if (!present || !is_away(all[i])) all[kept++] = all[i];
    if (slots != NULL) memcpy(slots, all, (kept < *count ? kept : *count) * sizeof *slots);
    *count = kept;
    return OK;
}

static ulong_t get_slot_info(ulong_t slot, info_t *info) {
    ulong_t answer = ordered("C_GetSlotInfo");
    if (answer != PASS_ON) return answer;
    int gone = pulled() || is_away(slot);
    answer = real->functions[GET_SLOT_INFO](slot, info);
    if (answer != OK) return answer;
    if (!exists("fixed")) info->flags |= REMOVABLE;
    if (gone) info->flags &= ~(ulong_t)TOKEN_PRESENT;
    return OK;
}

/* The three flags of a PIN's tries lie side by side: low, last, locked. */
static void tell_tries(info_t *info, const char *name, ulong_t low) {
    long tries = number_in(name, -1);
    if (tries < 0) return;
    info->flags &= ~(low | low << 1 | low << 2);
    if (tries < SHIM_TRIES) info->flags |= low;
    if (tries == 1) info->flags |= low << 1;
    if (tries == 0) info->flags |= low << 2;
}

static ulong_t get_token_info(ulong_t slot, info_t *info) {
    ulong_t answer = ordered("C_GetTokenInfo");
    if (answer != PASS_ON) return answer;
    if (pulled()) return DEVICE_REMOVED;
    if (is_away(slot)) return TOKEN_NOT_PRESENT;
    answer = real->functions[GET_TOKEN_INFO](slot, info);
    if (answer != OK) return answer;
    tell_tries(info, "tries", COUNT_LOW);
    tell_tries(info, "so_tries", SO_COUNT_LOW);
    if (exists("pad")) info->flags |= PROTECTED_PATH;
    if (exists("change")) info->flags |= TO_BE_CHANGED;
    return OK;
}

static ulong_t get_session_info(ulong_t session, ulong_t *info) {
    ulong_t answer = ordered("C_GetSessionInfo");
    if (answer != PASS_ON) return answer;
    if (pulled()) return SESSION_HANDLE_INVALID;
    return real->functions[GET_SESSION_INFO](session, info);
}

/* Keys that ask for the PIN at each use. */

static int always_asks(ulong_t session, ulong_t key) {
    byte_t id[64];
    char name[2 * sizeof id + 1] = "";
    attribute_t wanted = {CKA_ID, id, sizeof id};
    if (!exists("always")) return 0;
    if (has_word("always", "all")) return 1;
    if (real->functions[GET_ATTRIBUTE_VALUE](session, key, &wanted, 1UL) != OK) return 0;
    for (ulong_t i = 0; i < wanted.size; i++) sprintf(name + 2 * i, "%02x", id[i]);
    return has_word("always", name);
}

static int *context_of(ulong_t session) {
    int free_place = 0;
    for (int i = 0; i < 64; i++) {
        if (contexts[i].session == session) return &contexts[i].state;
        if (contexts[i].state == NOT_DEMANDED) free_place = i;
    }
    contexts[free_place].session = session;
    contexts[free_place].state = NOT_DEMANDED;
    return &contexts[free_place].state;
}

static ulong_t get_attribute_value(ulong_t session, ulong_t object, attribute_t *template, ulong_t count) {
    ulong_t answer = ordered("C_GetAttributeValue");
    if (answer != PASS_ON) return answer;
    if (pulled()) return DEVICE_REMOVED;
    answer = real->functions[GET_ATTRIBUTE_VALUE](session, object, template, count);
    for (ulong_t i = 0; i < count; i++)
        if (template[i].type == CKA_ALWAYS_AUTHENTICATE && template[i].value != NULL && template[i].size == 1 &&
            always_asks(session, object))
            *(byte_t *)template[i].value = 1;
    return answer;
}

static ulong_t begin(const char *name, int number, ulong_t session, void *mechanism, ulong_t key) {
    ulong_t answer = ordered(name);
    if (answer != PASS_ON) return answer;
    if (pulled()) return DEVICE_REMOVED;
    answer = real->functions[number](session, mechanism, key);
    *context_of(session) = answer == OK && always_asks(session, key) ? DEMANDED : NOT_DEMANDED;
    return answer;
}

static ulong_t sign_init(ulong_t session, void *mechanism, ulong_t key) {
    return begin("C_SignInit", SIGN_INIT, session, mechanism, key);
}

static ulong_t decrypt_init(ulong_t session, void *mechanism, ulong_t key) {
    return begin("C_DecryptInit", DECRYPT_INIT, session, mechanism, key);
}

static ulong_t perform(
    const char *name, int number, ulong_t session, byte_t *data, ulong_t size, byte_t *made, ulong_t *made_size
) {
    /* The first of two calls only asks how long the result will be (section 5.2). */
    ulong_t answer = made == NULL ? PASS_ON : ordered(name);
    if (answer != PASS_ON && answer != GO_WRONG) return answer;
    if (pulled()) return DEVICE_REMOVED;
    if (*context_of(session) == DEMANDED && made != NULL) {
        byte_t unseen[4096];
        ulong_t unseen_size = sizeof unseen;
        real->functions[number](session, data, size, unseen, &unseen_size); /* ends the operation */
        *context_of(session) = NOT_DEMANDED;
        return USER_NOT_LOGGED_IN;
    }
    ulong_t result = real->functions[number](session, data, size, made, made_size);
    if (made != NULL) *context_of(session) = NOT_DEMANDED;
    if (answer == GO_WRONG && result == OK && made != NULL && *made_size > 0) made[*made_size - 1] ^= 1;
    return result;
}

static ulong_t sign(ulong_t session, byte_t *data, ulong_t size, byte_t *made, ulong_t *made_size) {
    return perform("C_Sign", SIGN, session, data, size, made, made_size);
}

static ulong_t decrypt(ulong_t session, byte_t *data, ulong_t size, byte_t *made, ulong_t *made_size) {
    return perform("C_Decrypt", DECRYPT, session, data, size, made, made_size);
}

/* PINs. */

static ulong_t counted(const char *name, ulong_t answer) {
    long tries = number_in(name, -1);
    if (tries > 0 && answer == PIN_INCORRECT) write_number(name, tries - 1);
    if (tries >= 0 && answer == OK) write_number(name, SHIM_TRIES);
    return answer;
}

static void remember(const byte_t *pin, ulong_t length) {
    if (length >= PIN_BYTES) length = PIN_BYTES - 1;
    memcpy(user_pin, pin, length);
    user_pin[length] = '\0';
}

static int is_same(const char *known, const byte_t *pin, ulong_t length) {
    return strlen(known) == length && memcmp(known, pin, length) == 0;
}

/* A PIN from the caller, or from the person at the pad; not OK where there is neither, or the person cancels. */
static ulong_t take(const char *pad, char *typed, byte_t **pin, ulong_t *length) {
    if (*pin != NULL) return OK;
    if (!exists("pad")) return ARGUMENTS_BAD;
    if (word_in(pad, 0, typed)[0] == '\0') return FUNCTION_CANCELED;
    *pin = (byte_t *)typed;
    *length = strlen(typed);
    return OK;
}

static ulong_t login(ulong_t session, ulong_t user, byte_t *pin, ulong_t length) {
    const char *kind = user == CKU_SO ? "C_Login:so" : user == CKU_CONTEXT ? "C_Login:context" : "C_Login:user";
    const char *tries = user == CKU_SO ? "so_tries" : "tries";
    char typed[PIN_BYTES];
    note("C_Login");
    note(kind);
    ulong_t answer = order_for("C_Login");
    if (answer == PASS_ON) answer = order_for(kind);
    if (answer != PASS_ON) return answer;
    if (pulled()) return DEVICE_REMOVED;
    if (number_in(tries, -1) == 0) return PIN_LOCKED;
    answer = take(user == CKU_SO ? "pad_so" : "pad", typed, &pin, &length);
    if (answer != OK) return answer;
    if (user != CKU_CONTEXT || *context_of(session) == NOT_DEMANDED) {
        answer = counted(tries, real->functions[LOGIN](session, user, pin, length));
        if (answer == OK && user == CKU_USER) remember(pin, length);
        return answer;
    }
    answer = counted(tries, is_same(user_pin, pin, length) ? OK : PIN_INCORRECT);
    if (answer == OK) *context_of(session) = GIVEN;
    return answer;
}

static ulong_t refusal_of_new(void) {
    char answer[PIN_BYTES];
    return strtoul(word_in("refuse_new", 0, answer), NULL, 16);
}

/* A new PIN is set: whoever enters it at the pad enters it from now on. */
static ulong_t settled(ulong_t answer, const byte_t *new, ulong_t length) {
    if (answer != OK) return answer;
    remember(new, length);
    if (number_in("tries", -1) >= 0) write_number("tries", SHIM_TRIES);
    if (exists("pad")) write_text("pad", user_pin);
    unlink(in_folder("pad_new"));
    return OK;
}

static int user_is_in(ulong_t session) {
    ulong_t info[4] = {0};
    return real->functions[GET_SESSION_INFO](session, info) == OK && (info[1] == 1 || info[1] == 3);
}

/* C_SetPIN with the PUK as the old PIN, in a session without login. */
static ulong_t unblock(ulong_t session, byte_t *code, ulong_t length, byte_t *new, ulong_t new_length) {
    char puk[PIN_BYTES], so_pin[PIN_BYTES];
    if (number_in("puk_tries", -1) == 0) return PIN_LOCKED;
    ulong_t answer = is_same(word_in("puk", 0, puk), code, length) ? OK : PIN_INCORRECT;
    if (counted("puk_tries", answer) != OK) return answer;
    if (exists("refuse_new")) return refusal_of_new();
    word_in("puk", 1, so_pin);
    answer = real->functions[LOGIN](session, (ulong_t)CKU_SO, so_pin, strlen(so_pin));
    if (answer != OK) return answer;
    answer = real->functions[INIT_PIN](session, new, new_length);
    real->functions[LOGOUT](session);
    return settled(answer, new, new_length);
}

static ulong_t set_pin(ulong_t session, byte_t *old, ulong_t old_length, byte_t *new, ulong_t new_length) {
    char typed[PIN_BYTES], typed_new[PIN_BYTES];
    ulong_t answer = ordered("C_SetPIN");
    if (answer != PASS_ON) return answer;
    if (pulled()) return DEVICE_REMOVED;
    int unblocks = exists("puk") && !user_is_in(session);
    if (!unblocks && number_in("tries", -1) == 0) return PIN_LOCKED;
    answer = take(unblocks ? "pad_so" : "pad", typed, &old, &old_length);
    if (answer == OK) answer = take("pad_new", typed_new, &new, &new_length);
    if (answer != OK) return answer;
    if (unblocks) return unblock(session, old, old_length, new, new_length);
    if (exists("refuse_new")) {
        /* The old PIN is checked all the same: set to itself. */
        answer = counted("tries", real->functions[SET_PIN](session, old, old_length, old, old_length));
        return answer == OK ? refusal_of_new() : answer;
    }
    answer = counted("tries", real->functions[SET_PIN](session, old, old_length, new, new_length));
    return settled(answer, new, new_length);
}

static ulong_t init_pin(ulong_t session, byte_t *new, ulong_t length) {
    char typed[PIN_BYTES];
    ulong_t answer = ordered("C_InitPIN");
    if (answer != PASS_ON) return answer;
    if (pulled()) return DEVICE_REMOVED;
    answer = take("pad_new", typed, &new, &length);
    if (answer != OK) return answer;
    if (exists("refuse_new")) return refusal_of_new();
    return settled(real->functions[INIT_PIN](session, new, length), new, length);
}

static const struct {
    int number;
    function_t ours;
} watched[] = {
    {GET_SLOT_LIST, (function_t)get_slot_list},
    {GET_SLOT_INFO, (function_t)get_slot_info},
    {GET_TOKEN_INFO, (function_t)get_token_info},
    {GET_MECHANISM_LIST, (function_t)get_mechanism_list},
    {INIT_PIN, (function_t)init_pin},
    {SET_PIN, (function_t)set_pin},
    {OPEN_SESSION, (function_t)open_session},
    {GET_SESSION_INFO, (function_t)get_session_info},
    {LOGIN, (function_t)login},
    {LOGOUT, (function_t)logout},
    {CREATE_OBJECT, (function_t)create_object},
    {DESTROY_OBJECT, (function_t)destroy_object},
    {GET_ATTRIBUTE_VALUE, (function_t)get_attribute_value},
    {FIND_OBJECTS_INIT, (function_t)find_objects_init},
    {FIND_OBJECTS, (function_t)find_objects},
    {DECRYPT_INIT, (function_t)decrypt_init},
    {DECRYPT, (function_t)decrypt},
    {SIGN_INIT, (function_t)sign_init},
    {SIGN, (function_t)sign},
    {GENERATE_KEY_PAIR, (function_t)generate_key_pair},
    {DERIVE_KEY, (function_t)derive_key},
};

ulong_t C_GetFunctionList(function_list_t **list) {
    if (real == NULL) {
        void *library = dlopen(getenv("SHIM_MODULE"), RTLD_NOW | RTLD_LOCAL);
        ulong_t (*of_real)(function_list_t **) = NULL;
        if (library != NULL) *(void **)&of_real = dlsym(library, "C_GetFunctionList");
        if (of_real == NULL || of_real(&real) != OK) return GENERAL_ERROR;
        ours = *real;
        for (size_t i = 0; i < sizeof watched / sizeof watched[0]; i++) ours.functions[watched[i].number] = watched[i].ours;
        insertion = number_in("plugged", 0);
    }
    *list = &ours;
    return OK;
}
