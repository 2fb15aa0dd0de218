// WPA2-Enterprise as arduino-esp32 2.x has it, from ESP-IDF 4.4; 3.x still knows these names. Each does what its
// successor in esp_eap_client.h does.
#pragma once

#include "esp_eap_client.h"

static inline esp_err_t esp_wifi_sta_wpa2_ent_enable(void) { return esp_wifi_sta_enterprise_enable(); }
static inline esp_err_t esp_wifi_sta_wpa2_ent_disable(void) { return esp_wifi_sta_enterprise_disable(); }

static inline esp_err_t esp_wifi_sta_wpa2_ent_set_identity(const unsigned char *identity, int length) {
  return esp_eap_client_set_identity(identity, length);
}
static inline void esp_wifi_sta_wpa2_ent_clear_identity(void) { esp_eap_client_clear_identity(); }

static inline esp_err_t esp_wifi_sta_wpa2_ent_set_username(const unsigned char *username, int length) {
  return esp_eap_client_set_username(username, length);
}
static inline void esp_wifi_sta_wpa2_ent_clear_username(void) { esp_eap_client_clear_username(); }

static inline esp_err_t esp_wifi_sta_wpa2_ent_set_password(const unsigned char *password, int length) {
  return esp_eap_client_set_password(password, length);
}
static inline void esp_wifi_sta_wpa2_ent_clear_password(void) { esp_eap_client_clear_password(); }

static inline esp_err_t esp_wifi_sta_wpa2_ent_set_new_password(const unsigned char *password, int length) {
  return esp_eap_client_set_new_password(password, length);
}
static inline void esp_wifi_sta_wpa2_ent_clear_new_password(void) { esp_eap_client_clear_new_password(); }

static inline esp_err_t esp_wifi_sta_wpa2_ent_set_ca_cert(const unsigned char *certificate, int length) {
  return esp_eap_client_set_ca_cert(certificate, length);
}
static inline void esp_wifi_sta_wpa2_ent_clear_ca_cert(void) { esp_eap_client_clear_ca_cert(); }

static inline esp_err_t esp_wifi_sta_wpa2_ent_set_cert_key(const unsigned char *certificate, int certificateLength,
                                                           const unsigned char *key, int keyLength,
                                                           const unsigned char *keyPassword, int keyPasswordLength) {
  return esp_eap_client_set_certificate_and_key(certificate, certificateLength, key, keyLength, keyPassword,
                                                keyPasswordLength);
}
static inline void esp_wifi_sta_wpa2_ent_clear_cert_key(void) { esp_eap_client_clear_certificate_and_key(); }

static inline esp_err_t esp_wifi_sta_wpa2_ent_set_disable_time_check(bool disable) {
  return esp_eap_client_set_disable_time_check(disable);
}
static inline esp_err_t esp_wifi_sta_wpa2_ent_get_disable_time_check(bool *disabled) {
  return esp_eap_client_get_disable_time_check(disabled);
}
static inline esp_err_t esp_wifi_sta_wpa2_ent_set_ttls_phase2_method(esp_eap_ttls_phase2_types method) {
  return esp_eap_client_set_ttls_phase2_method(method);
}
