package servers

import (
	"math/big"
	"strings"

	"github.com/benchtrial/benchtrial/servers/tls12"
)

// fields are servers that agree on keys in a finite field. Of the stacks on trial only arduino-esp32 2.x offers that: to
// the others they say handshake_failure(40). Names are badssl.com's where it has one.
func fields() []Scenario {
	over := func(f tls12.Field, change func(*tls12.DH)) Behaviour {
		return spokenBy(rsaLeaf, func(c *tls12.Config) {
			c.Suites, c.Field, c.Script.DH = tls12.Suites(tls12.DHERSA), f, change
		})
	}
	weak := func(name, doc string, f tls12.Field) Scenario {
		return forbidden(name, doc, "Whoever has seen the field before can compute the secret.", over(f, nil))
	}
	public := func(name, doc string, value func(p *big.Int) *big.Int, shared func(p, client *big.Int) *big.Int) Scenario {
		return forbidden(name, doc, "Everybody knows the secret that such a value leads to.",
			over(tls12.Field{Prime: tls12.Field2048().Prime, Generator: minusTwo()}, func(d *tls12.DH) {
				p := d.Prime
				d.Public, d.Shared = value(p), func(client *big.Int) *big.Int { return shared(p, client) }
			}))
	}
	constant := func(n int64) func(*big.Int) *big.Int { return func(*big.Int) *big.Int { return big.NewInt(n) } }
	same := func(n int64) func(_, _ *big.Int) *big.Int {
		return func(_, _ *big.Int) *big.Int { return big.NewInt(n) }
	}
	return []Scenario{
		weak("dh480", "The server agrees on keys in a field of 480 bits.", tls12.Field{Prime: hexNumber(prime480), Generator: big.NewInt(2)}),
		weak("dh512", "The server agrees on keys in a field of 512 bits, as in the attack Logjam.",
			tls12.Field{Prime: hexNumber(prime512), Generator: big.NewInt(2)}),
		meeting("dh1024", "The server agrees on keys in the field of 1024 bits that half of the world once used.",
			over(tls12.Field1024(), nil)),
		meeting("dh2048", "The server agrees on keys in a field of 2048 bits.", over(tls12.Field2048(), nil)),
		meeting("dh-composite", "The server agrees on keys modulo a number of 2048 bits that is no prime.",
			over(tls12.Field{Prime: hexNumber(composite), Generator: big.NewInt(2)}, nil)),
		// Fewer secrets would be worse still, but then one handshake in so many has a value that every client refuses: 1.
		meeting("dh-small-subgroup", "The server's generator has the order 1048583: there are no more secrets than that.",
			over(tls12.Field{Prime: hexNumber(smooth), Generator: hexNumber(smallOrder)}, nil)),
		public("dh-public-zero", "The server's public value is 0.", constant(0), same(0)),
		public("dh-public-one", "The server's public value is 1.", constant(1), same(1)),
		public("dh-public-minus-one", "The server's public value is one less than the prime, so that there are two secrets.",
			func(p *big.Int) *big.Int { return new(big.Int).Sub(p, big.NewInt(1)) }, parity),
		public("dh-public-beyond-prime", "The server's public value is the prime and 2.",
			func(p *big.Int) *big.Int { return new(big.Int).Add(p, big.NewInt(2)) },
			beyond),
		forbidden("dh-prime-zero", "The server's prime is 0.", "There is no such field.",
			over(tls12.Field2048(), func(d *tls12.DH) { d.Prime = new(big.Int) })),
	}
}

// minusTwo is a generator whose odd powers alone are no squares, so that a client's public value tells whether its own
// secret is odd.
func minusTwo() *big.Int { return new(big.Int).Sub(tls12.Field2048().Prime, big.NewInt(2)) }

// parity is -1 to the power of the client's secret.
func parity(p, client *big.Int) *big.Int { return new(big.Int).Exp(client, new(big.Int).Rsh(p, 1), p) }

// beyond is 2 to the power of the client's secret, but for its sign.
func beyond(p, client *big.Int) *big.Int {
	if parity(p, client).Cmp(big.NewInt(1)) == 0 {
		return client
	}
	return new(big.Int).Sub(p, client)
}

func hexNumber(digits string) *big.Int {
	n, _ := new(big.Int).SetString(strings.Join(strings.Fields(digits), ""), 16) // a constant
	return n
}

// Numbers made at random for this catalogue: two primes, a product of two primes of 1024 bits, and a prime of 2048 bits
// with a number of the order 1048583.
const (
	prime480 = `dc485faabe4406ab8934a4f93f7fae5d99d207d6b4d48806bcf37cba3479d8f393d1b6bddb5c07bf0121de7483a065a70aa7267d6815073c
95f165d3`
	prime512 = `dbd027adc7db2d817cc745292a6cabeaff18b4d1a96783c4baf0ec5ddaadb64648afad1d10bb13fe9db409b7db55e352ca38a70ea8223a91
c1ca8d568c68a087`
	composite = `d612aad5729f06a3b44ef3a10d8d4401301f5e6792b3b8b55cb38c10bfea3a3763f61d878b277ab34276f2cb5daf7b1b80406e1bff5b776b
38f898e32a575e44ba1044ab54e392914578fed80ed14f93314a4e6943e2517b56e5b5b10a7d81b2a43cdf2afc5c4694487367288cfebd59
86bb88d112c8657a106c952cd666adaaa9f6e1c25e809e826a896b27deabdf2c5dda57e5328d2e60b4f2d1854faa5a058a74ac25e1de475f
4a151c61fc2dfea580edf5c062b8d9edf622d587d0de8bcc0e9644406bbb55425270412df841c4ea6505985f3a79c445f551d91dac40a3fc
8fb24f94d3c979acceb0b4e4e9df9788947ae5058fe40a56a14826eee2c7dd1b`
	smooth = `f7bd224c3be8cee03167b9f10dc37db9ea74085f157bc42e22cec1c1cac7400d67bb7f98db93f289957dfc449e7dddf23d3a4f5962993310f192
e298f630eecad3fa8a9861cf0d2fb8579c1306339656385700e2b31aafbc6186806470b946ddbbf8a462aaff6d0bda996838750bf652fd4a
70145607638e02877096698f7589d33530e9e944479869ceb22c46c2e559a2998c66102ced52a45395fec6fc2bd9e7523e0bcc3b46c226e1
3e6db5a267db8372f842d09e88596fef58aa2e675d4caca1f8fb9c5183d6ad5af1ac7ebe5f83bd4bac33add65a3cbf9bd4693b469d6aeb62
2097ff8760a0b3f0e995eae1f9dbac551e8117ab33e08afdadea3ee8ef59`
	smallOrder = `9a02b32317bd715f8deba4c6b985396c9112de5108908a82233d399fb8c4b6fae8e8b5aa1f6b1118c4501c467a26a0ecb58ac7f810dcb7a22f5f
d9e88db6b9fc1073ea938580ff570bf217180b275e9d9c1f02b01e8e31add7a0ac480009e536591af0b5c3356d5f29b7f26b2c05915aa0fb
fa7dc226bef973d0f8a634a042bb642ce8f6d6c94aaece804dc12a19afa6105d6bccc4e5249e67b8d2f6d91d4ddb376db75ab97935a5e212
90ae997e89c993447c1128efe7cdff590242df362851cb9d8ed5df789022852964b711430e4e9632f342d13e6930295041f9072971b77c76
8f44c04d0b7c434731311a3daea87b54d1543fcf6812b3a5b7d991a8f35a`
)
