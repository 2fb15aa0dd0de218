// WPA2-Enterprise as arduino-esp32 3.x has it, from ESP-IDF 5: who the station is to a network that asks a RADIUS
// server.
//
// There is no radio and no such server: the bench's network takes any identity. What is set is kept until it is cleared
// or set anew, and can be read (enterprise.h). Lengths are checked as ESP-IDF's API reference says. Certificates and
// keys are kept as they come and never looked into.
#pragma once

#include <stdbool.h>

#include "esp_err.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  ESP_EAP_TTLS_PHASE2_EAP,
  ESP_EAP_TTLS_PHASE2_MSCHAPV2,
  ESP_EAP_TTLS_PHASE2_MSCHAP,
  ESP_EAP_TTLS_PHASE2_PAP,
  ESP_EAP_TTLS_PHASE2_CHAP,
} esp_eap_ttls_phase2_types;

esp_err_t esp_wifi_sta_enterprise_enable(void);
esp_err_t esp_wifi_sta_enterprise_disable(void);

// 1 to 127 bytes; others are ESP_ERR_INVALID_ARG.
esp_err_t esp_eap_client_set_identity(const unsigned char *identity, int length);
void esp_eap_client_clear_identity(void);
esp_err_t esp_eap_client_set_username(const unsigned char *username, int length);
void esp_eap_client_clear_username(void);

// At least one byte.
esp_err_t esp_eap_client_set_password(const unsigned char *password, int length);
void esp_eap_client_clear_password(void);
esp_err_t esp_eap_client_set_new_password(const unsigned char *password, int length);
void esp_eap_client_clear_new_password(void);

esp_err_t esp_eap_client_set_ca_cert(const unsigned char *certificate, int length);
void esp_eap_client_clear_ca_cert(void);
esp_err_t esp_eap_client_set_certificate_and_key(const unsigned char *certificate, int certificateLength,
                                                 const unsigned char *key, int keyLength,
                                                 const unsigned char *keyPassword, int keyPasswordLength);
void esp_eap_client_clear_certificate_and_key(void);

esp_err_t esp_eap_client_set_disable_time_check(bool disable);
esp_err_t esp_eap_client_get_disable_time_check(bool *disabled);
esp_err_t esp_eap_client_set_ttls_phase2_method(esp_eap_ttls_phase2_types method);

#ifdef __cplusplus
}
#endif
