#ifndef KARAULA_CMOSQUITTO_SHIM_H
#define KARAULA_CMOSQUITTO_SHIM_H

// Reason codes and property identifiers of MQTT 5 come first: mosquitto.h does not include them.
#include <mqtt_protocol.h>
#include <mosquitto.h>

#endif
