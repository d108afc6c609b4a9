/* A PKCS#11 module that passes every call on to a real one, and on orders misbehaves as real tokens do.
 *
 * Environment (fixed for a process):
 *   SHIM_MODULE   the real module
 *   SHIM_FOLDER   folder of the files below, read again at every call, so that a test gives orders at any time
 *
 * Files:
 *   order         "FUNCTION N ACTION": at the N-th call of FUNCTION from now, once, do ACTION:
 *                 hang | abort | segfault | exit | print | pull | vanish (pulled, with a general error) |
 *                 wrong (result bytes flipped) | a CK_RV in hexadecimal
 *   plugged       a number; while the file is absent the token is pulled, another number is another insertion
 *   tries         PIN tries left; counted down to locked and up to SHIM_TRIES again; absent: not counted
 *   pad           the PIN a person would enter on the token's own pad; its presence makes it a PIN pad token
 *   change        present: the PIN is marked to be changed
 *   calls         one line is appended for each call of a watched function
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long ulong_t;
typedef ulong_t (*function_t)();
typedef struct {
    unsigned char version[2];
    function_t functions[68];
} function_list_t;
typedef struct {
    unsigned char text[96];
    ulong_t flags;
    ulong_t rest[16];
} token_info_t;

enum {
    FINALIZE = 1, GET_SLOT_LIST = 4, GET_TOKEN_INFO = 6, SET_PIN = 11, OPEN_SESSION = 12, CLOSE_ALL_SESSIONS = 14,
    GET_SESSION_INFO = 15, LOGIN = 18, FIND_OBJECTS_INIT = 26, DECRYPT_INIT = 33, DECRYPT = 34, SIGN_INIT = 42, SIGN = 43
};
enum { OK = 0, GENERAL_ERROR = 0x5, DEVICE_REMOVED = 0x32, PIN_INCORRECT = 0xA0, PIN_LOCKED = 0xA4, SESSION_HANDLE_INVALID = 0xB3 };
enum {
    PROTECTED_PATH = 0x100, COUNT_LOW = 0x10000, FINAL_TRY = 0x20000, LOCKED = 0x40000, TO_BE_CHANGED = 0x80000
};
#define SHIM_TRIES 3
#define PASS_ON 0xFFFFFFFFUL
#define GO_WRONG 0xFFFFFFFEUL

static function_list_t *real, ours;
static long insertion;

static const char *in_folder(const char *name) {
    static char path[4][4096];
    static int next;
    char *chosen = path[next++ % 4];
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

static void write_number(const char *name, long number) {
    FILE *file = fopen(in_folder(name), "w");
    if (file != NULL) {
        fprintf(file, "%ld", number);
        fclose(file);
    }
}

static void note(const char *function) {
    FILE *file = fopen(in_folder("calls"), "a");
    if (file != NULL) {
        fprintf(file, "%s\n", function);
        fclose(file);
    }
}

/* Pulled, or pulled and back: either way the old sessions are dead. */
static int pulled(void) {
    long now = number_in("plugged", 0);
    if (now != insertion) {
        ulong_t slots[16], count = 16;
        insertion = now;
        if (real->functions[GET_SLOT_LIST](0, slots, &count) == OK)
            for (ulong_t i = 0; i < count; i++) real->functions[CLOSE_ALL_SESSIONS](slots[i]);
    }
    return now == 0;
}

static ulong_t obey(const char *action) {
    if (strcmp(action, "hang") == 0) for (;;) pause();
    if (strcmp(action, "abort") == 0) abort();
    if (strcmp(action, "segfault") == 0) *(volatile int *)(uintptr_t)8 = 0;
    if (strcmp(action, "exit") == 0) exit(3);
    if (strcmp(action, "wrong") == 0) return GO_WRONG;
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

/* What the call has to answer by order, or PASS_ON. */
static ulong_t ordered(const char *function) {
    char wanted[64], action[64];
    int count = 0;
    FILE *file = fopen(in_folder("order"), "r");
    note(function);
    if (file == NULL) return PASS_ON;
    int fields = fscanf(file, "%63s %d %63s", wanted, &count, action);
    fclose(file);
    if (fields != 3 || strcmp(wanted, function) != 0) return PASS_ON;
    if (count > 1) {
        file = fopen(in_folder("order"), "w");
        fprintf(file, "%s %d %s\n", wanted, count - 1, action);
        fclose(file);
        return PASS_ON;
    }
    unlink(in_folder("order"));
    return obey(action);
}

static void flip(unsigned char *bytes, ulong_t length) {
    if (bytes != NULL && length > 0) bytes[length - 1] ^= 1;
}

static ulong_t get_slot_list(unsigned char present, ulong_t *slots, ulong_t *count) {
    ulong_t answer = ordered("C_GetSlotList");
    if (answer != PASS_ON) return answer;
    if (pulled()) {
        *count = 0;
        return OK;
    }
    return real->functions[GET_SLOT_LIST](present, slots, count);
}

static ulong_t get_token_info(ulong_t slot, token_info_t *info) {
    long tries = number_in("tries", -1);
    ulong_t answer = ordered("C_GetTokenInfo");
    if (answer != PASS_ON) return answer;
    if (pulled()) return DEVICE_REMOVED;
    answer = real->functions[GET_TOKEN_INFO](slot, info);
    if (answer != OK) return answer;
    if (tries >= 0) {
        info->flags &= ~(ulong_t)(COUNT_LOW | FINAL_TRY | LOCKED);
        if (tries < SHIM_TRIES) info->flags |= COUNT_LOW;
        if (tries == 1) info->flags |= FINAL_TRY;
        if (tries == 0) info->flags |= LOCKED;
    }
    if (exists("pad")) info->flags |= PROTECTED_PATH;
    if (exists("change")) info->flags |= TO_BE_CHANGED;
    return OK;
}

static ulong_t counted(ulong_t answer) {
    long tries = number_in("tries", -1);
    if (tries < 0) return answer;
    if (answer == PIN_INCORRECT) write_number("tries", tries - 1);
    if (answer == OK) write_number("tries", SHIM_TRIES);
    return answer;
}

static ulong_t login(ulong_t session, ulong_t user, unsigned char *pin, ulong_t length) {
    char typed[256] = "";
    ulong_t answer = ordered("C_Login");
    if (answer != PASS_ON) return answer;
    if (pulled()) return DEVICE_REMOVED;
    if (number_in("tries", -1) == 0) return PIN_LOCKED;
    if (pin == NULL) {
        FILE *file = fopen(in_folder("pad"), "r");
        if (file != NULL) {
            if (fscanf(file, "%255s", typed) != 1) typed[0] = '\0';
            fclose(file);
        }
        pin = (unsigned char *)typed;
        length = strlen(typed);
    }
    return counted(real->functions[LOGIN](session, user, pin, length));
}

static ulong_t set_pin(ulong_t session, unsigned char *old, ulong_t old_length, unsigned char *new, ulong_t new_length) {
    ulong_t answer = ordered("C_SetPIN");
    if (answer != PASS_ON) return answer;
    if (pulled()) return DEVICE_REMOVED;
    if (number_in("tries", -1) == 0) return PIN_LOCKED;
    return counted(real->functions[SET_PIN](session, old, old_length, new, new_length));
}

static ulong_t open_session(ulong_t slot, ulong_t flags, void *application, void *notify, ulong_t *session) {
    ulong_t answer = ordered("C_OpenSession");
    if (answer != PASS_ON) return answer;
    if (pulled()) return DEVICE_REMOVED;
    return real->functions[OPEN_SESSION](slot, flags, application, notify, session);
}

static ulong_t get_session_info(ulong_t session, void *info) {
    ulong_t answer = ordered("C_GetSessionInfo");
    if (answer != PASS_ON) return answer;
    if (pulled()) return SESSION_HANDLE_INVALID;
    return real->functions[GET_SESSION_INFO](session, info);
}

static ulong_t find_objects_init(ulong_t session, void *template, ulong_t count) {
    ulong_t answer = ordered("C_FindObjectsInit");
    if (answer != PASS_ON) return answer;
    if (pulled()) return DEVICE_REMOVED;
    return real->functions[FIND_OBJECTS_INIT](session, template, count);
}

static ulong_t sign_init(ulong_t session, void *mechanism, ulong_t key) {
    ulong_t answer = ordered("C_SignInit");
    if (answer != PASS_ON) return answer;
    if (pulled()) return DEVICE_REMOVED;
    return real->functions[SIGN_INIT](session, mechanism, key);
}

static ulong_t sign(ulong_t session, unsigned char *data, ulong_t size, unsigned char *made, ulong_t *made_size) {
    /* The first of two calls only asks how long the signature will be (section 5.2). */
    ulong_t answer = made == NULL ? PASS_ON : ordered("C_Sign");
    if (answer != PASS_ON && answer != GO_WRONG) return answer;
    if (pulled()) return DEVICE_REMOVED;
    ulong_t result = real->functions[SIGN](session, data, size, made, made_size);
    if (answer == GO_WRONG && result == OK) flip(made, *made_size);
    return result;
}

static ulong_t decrypt(ulong_t session, unsigned char *data, ulong_t size, unsigned char *made, ulong_t *made_size) {
    ulong_t answer = made == NULL ? PASS_ON : ordered("C_Decrypt");
    if (answer != PASS_ON && answer != GO_WRONG) return answer;
    if (pulled()) return DEVICE_REMOVED;
    ulong_t result = real->functions[DECRYPT](session, data, size, made, made_size);
    if (answer == GO_WRONG && result == OK) flip(made, *made_size);
    return result;
}

ulong_t C_GetFunctionList(function_list_t **list) {
    if (real == NULL) {
        void *library = dlopen(getenv("SHIM_MODULE"), RTLD_NOW | RTLD_LOCAL);
        ulong_t (*of_real)(function_list_t **) = NULL;
        if (library != NULL) *(void **)&of_real = dlsym(library, "C_GetFunctionList");
        if (of_real == NULL || of_real(&real) != OK) return 5;
        ours = *real;
        ours.functions[GET_SLOT_LIST] = (function_t)get_slot_list;
        ours.functions[GET_TOKEN_INFO] = (function_t)get_token_info;
        ours.functions[SET_PIN] = (function_t)set_pin;
        ours.functions[OPEN_SESSION] = (function_t)open_session;
        ours.functions[GET_SESSION_INFO] = (function_t)get_session_info;
        ours.functions[LOGIN] = (function_t)login;
        ours.functions[FIND_OBJECTS_INIT] = (function_t)find_objects_init;
        ours.functions[SIGN_INIT] = (function_t)sign_init;
        ours.functions[SIGN] = (function_t)sign;
        ours.functions[DECRYPT] = (function_t)decrypt;
        insertion = number_in("plugged", 0);
    }
    *list = &ours;
    return OK;
}
