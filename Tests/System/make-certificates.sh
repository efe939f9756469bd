#!/bin/sh
# Makes throw-away certificates for tests: make-certificates.sh DIR
#
#   ca.pem                        the authority that both sides trust
#   server.pem, server.key        a receiver at localhost, 127.0.0.1 and ::1
#   elsewhere.pem, elsewhere.key  a receiver with another name, same authority
#   stale.pem, stale.key          a receiver whose certificate has expired, same authority
#   client.pem, client.key        a site
#   other.pem, other.key          another site, same authority
#   expired.pem, expired.key      a site whose certificate has expired, same authority
#   wrong-ca.pem                  an authority that the receiver does not trust
#   wrong-client.pem, wrong-client.key   a site that this other authority vouches for
#
# Further names for server.pem may follow DIR, as in: make-certificates.sh DIR DNS:sector.example IP:10.0.2.2
set -eu

if [ $# -lt 1 ]; then
    echo "usage: make-certificates.sh DIR [SUBJECT-ALTERNATIVE-NAME…]" >&2
    exit 64
fi
command -v openssl >/dev/null || {
    echo "make-certificates.sh: openssl is missing (apt-get install openssl)" >&2
    exit 69
}

directory=$1
shift
names="DNS:localhost,IP:127.0.0.1,IP:::1"
for name in "$@"; do names="$names,$name"; done

mkdir -p "$directory"
cd "$directory"
umask 077

# authority NAME COMMON-NAME
authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 30 \
        -keyout "$1.key" -out "$1.pem" -subj "/CN=$2" \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
    : >"$1.index"
    echo 01 >"$1.serial"
    cat >"$1.conf" <<END
[ca]
default_ca = authority
[authority]
database = $1.index
serial = $1.serial
new_certs_dir = .
certificate = $1.pem
private_key = $1.key
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
END
}

# issue NAME AUTHORITY COMMON-NAME USAGE ALTERNATIVE-NAMES START END
issue() {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" \
        -subj "/CN=$3" 2>/dev/null
    {
        echo "basicConstraints=critical,CA:FALSE"
        echo "keyUsage=critical,digitalSignature"
        echo "extendedKeyUsage=$4"
        if [ -n "$5" ]; then echo "subjectAltName=$5"; fi
    } >"$1.ext"
    openssl ca -batch -notext -config "$2.conf" -in "$1.csr" -out "$1.pem" -extfile "$1.ext" \
        -startdate "$6" -enddate "$7" 2>"$1.log" || {
        cat "$1.log" >&2
        exit 70
    }
    rm -f "$1.csr" "$1.ext" "$1.log"
}

# A day of grace before, because a guest's clock may differ from this one.
from=$(date -u -d "-1 day" +%Y%m%d%H%M%SZ)
until=$(date -u -d "+29 days" +%Y%m%d%H%M%SZ)
long_ago=$(date -u -d "-20 days" +%Y%m%d%H%M%SZ)
yesterday=$(date -u -d "-1 day" +%Y%m%d%H%M%SZ)

authority ca "Karaula test authority"
authority wrong-ca "Another authority"
issue server ca localhost serverAuth "$names" "$from" "$until"
issue elsewhere ca elsewhere.example serverAuth "DNS:elsewhere.example" "$from" "$until"
issue stale ca localhost serverAuth "$names" "$long_ago" "$yesterday"
issue client ca "site-1" clientAuth "" "$from" "$until"
issue other ca "site-2" clientAuth "" "$from" "$until"
issue expired ca "site-1" clientAuth "" "$long_ago" "$yesterday"
issue wrong-client wrong-ca "site-1" clientAuth "" "$from" "$until"
rm -f ./*.index* ./*.serial* ./*.conf ./0?.pem
