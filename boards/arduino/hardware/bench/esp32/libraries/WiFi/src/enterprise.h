// What a sketch has said of itself to a WPA2-Enterprise network.
#pragma once

#include "WString.h"
#include "esp_eap_client.h"

namespace bench {

struct Enterprise {
  bool enabled = false;
  String identity;
  String username;
  String password;
  String newPassword;
  String caCertificate;
  String certificate;
  String key;
  String keyPassword;
  bool datesIgnored = false;
  esp_eap_ttls_phase2_types phase2 = ESP_EAP_TTLS_PHASE2_EAP;

  // The board's, all that esp_eap_client.h and WiFi.begin() have set.
  static Enterprise &settings();
};

}  // namespace bench
