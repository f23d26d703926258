(** Validation is sound: whatever Rust code a validator accepts that runs both sides symbolically, in lock-step, does
    what the WebAssembly function does. Nothing is said of where the Rust code comes from.

    [check] is the method of macro/check/src/body.rs on the languages of Wasm.v and Rust.v. Values are terms over
    unknowns; a valuation gives the unknowns their values in a run. Pure steps of either side make terms; effects and calls
    must come in the same order with the same terms, and what they return is a new unknown on both sides. Where control
    parts or joins (a branch, the start of a loop, the end of a region) what is carried and all locals must be the same
    terms; behind it, locals are new unknowns. *)

Require Import List Arith Bool Lia. Import ListNotations.
From IncludeWasm Require Import Host Rust Simulation.
From IncludeWasm Require Wasm.
Import Wasm (instr, Const, Pure, Eff, LocalGet, LocalSet, Drop, Call, Unreachable, Br, BrIf, BrTable, Block, Loop, If, func, WNext, WBranch, WTrap, WSteps).

(** Terms are compared, so what they are made of can be. *)
Class Equality {H : Host} := {
  val_eq : forall a b : val, {a = b} + {a <> b};
  pop_eq : forall a b : pop, {a = b} + {a <> b};
  eop_eq : forall a b : eop, {a = b} + {a <> b}
}.

Section Validator.
Context {H : Host} {Q : Equality}.
Variable funcs : nat -> option func.
Variable rfuncs : nat -> option rfunc.

Notation exec := (Rust.exec rfuncs).
Notation step := (Wasm.step funcs).
Notation steps := (Wasm.steps funcs).
Notation all_bounded n st := (Forall (fun e => bounded n e = true) st).

Ltac parts := repeat match goal with |- _ /\ _ => split end.
Ltac flags := repeat match goal with E : _ && _ = true |- _ => apply andb_prop in E as [? ?] end.

(** ** Terms *)

(** A term is an expression whose temporaries are the unknowns. *)
Definition ev (u : nat -> val) (e : expr) : val := eval u start e.

Fixpoint same (a b : expr) : bool :=
  match a, b with
  | EConst v, EConst w => if val_eq v w then true else false
  | ELocal i, ELocal j => Nat.eqb i j
  | ETemp i, ETemp j => Nat.eqb i j
  | EPure o es, EPure o' es' =>
      (if pop_eq o o' then true else false) &&
      (fix all l l' :=
         match l, l' with [], [] => true | x :: t, y :: t' => same x y && all t t' | _, _ => false end) es es'
  | _, _ => false
  end.
Definition sames :=
  fix all (l l' : list expr) :=
    match l, l' with [], [] => true | x :: t, y :: t' => same x y && all t t' | _, _ => false end.

Lemma sames_of l : Forall (fun a => forall b, same a b = true -> a = b) l -> forall l', sames l l' = true -> l = l'.
Proof.
  induction 1 as [|x t Hx _ IH]; intros [|y t'] E; simpl in E; try discriminate; auto.
  apply andb_prop in E as [E1 E2]. f_equal; auto.
Qed.
Lemma same_eq a : forall b, same a b = true -> a = b.
Proof.
  induction a as [v|i|i|o es IH] using expr_induction; intros [w|j|j|o' es']; simpl; intros E; try discriminate.
  - destruct (val_eq v w); congruence.
  - apply Nat.eqb_eq in E. congruence.
  - apply Nat.eqb_eq in E. congruence.
  - apply andb_prop in E as [E1 E2]. destruct (pop_eq o o'); [subst|discriminate]. f_equal. now apply sames_of.
Qed.
Lemma sames_eq l l' : sames l l' = true -> l = l'.
Proof. apply sames_of. apply Forall_forall. intros a _. apply same_eq. Qed.

(** ** What is known of either side *)

Definition unknowns (n k : nat) : list expr := map ETemp (seq n k).

(** Names that Rust has bound, with their terms. *)
Notation names_of := (list (nat * expr)) (only parsing).

Fixpoint lookup (T : names_of) (i : nat) : option expr :=
  match T with [] => None | (j, e) :: T' => if Nat.eqb j i then Some e else lookup T' i end.

(** No name is bound twice. *)
Fixpoint fresh (ts : list nat) (T : names_of) : bool :=
  match ts with
  | [] => true
  | i :: ts' =>
      negb (existsb (Nat.eqb i) ts') && (match lookup T i with None => true | Some _ => false end) && fresh ts' T
  end.

Fixpoint put (l : list expr) (i : nat) (e : expr) : list expr :=
  match l, i with
  | [], _ => []
  | _ :: t, 0 => e :: t
  | x :: t, S j => x :: put t j e
  end.

(** The term of a Rust expression. *)
Fixpoint subst (T : names_of) (rl : list expr) (e : expr) : option expr :=
  match e with
  | EConst v => Some (EConst v)
  | ELocal i => nth_error rl i
  | ETemp i => lookup T i
  | EPure o es =>
      match (fix all l :=
        match l with
        | [] => Some []
        | x :: l' => match subst T rl x, all l' with Some y, Some ys => Some (y :: ys) | _, _ => None end
        end) es with
      | Some ys => Some (EPure o ys)
      | None => None
      end
  end.
Definition substs (T : names_of) (rl : list expr) :=
  fix all (l : list expr) : option (list expr) :=
    match l with
    | [] => Some []
    | x :: l' => match subst T rl x, all l' with Some y, Some ys => Some (y :: ys) | _, _ => None end
    end.

(** Rust's expressions are these terms. *)
Definition carried (T : names_of) (rl es ss : list expr) : bool :=
  match substs T rl es with Some ys => sames ys ss | None => false end.

(** The next unknown; operands and locals of WebAssembly; names, locals and remaining statements of Rust. *)
Record state := State {
  next : nat; stack : list expr; wlocs : list expr; names : names_of; rlocs : list expr; rest : list stmt
}.

(** ** The validator *)

(** A label in scope: its number in Rust, how many values a branch to it carries, and whether it is a loop's. *)
Record target := Target { label : nat; carries : nat; loops : bool }.

Definition new (k : nat) (c : list target) : bool := forallb (fun b => negb (Nat.eqb (label b) k)) c.

(** Statements without an effect. *)
Fixpoint silent (T : names_of) (rl : list expr) (cs : list stmt) : names_of * list expr * list stmt :=
  match cs with
  | Let i e :: cs' =>
      match lookup T i, subst T rl e with
      | None, Some s => silent ((i, s) :: T) rl cs'
      | _, _ => (T, rl, cs)
      end
  | SetLocal i e :: cs' =>
      match subst T rl e with Some s => silent T (put rl i s) cs' | None => (T, rl, cs) end
  | _ => (T, rl, cs)
  end.

Definition settle (S : state) : state :=
  let '(T, rl, cs) := silent (names S) (rlocs S) (rest S) in State (next S) (stack S) (wlocs S) T rl cs.

(** A branch to the d-th label, and the jump that stands for it. *)
Definition jump_ok (c : list target) (S : state) (d : nat) (j : jump) : bool :=
  match nth_error c d with
  | Some b =>
      let '(Jump continues k es) := j in
      Bool.eqb continues (loops b) && Nat.eqb k (label b) && (carries b <=? length (stack S)) &&
      carried (names S) (rlocs S) es (firstn (carries b) (stack S)) && sames (wlocs S) (rlocs S)
  | None => false
  end.

Fixpoint jumps_ok (c : list target) (S : state) (ds : list nat) (js : list jump) : bool :=
  match ds, js with
  | [], [] => true
  | d :: ds', j :: js' => jump_ok c S d j && jumps_ok c S ds' js'
  | _, _ => false
  end.

(** Falling off the end of a region with r values. *)
Definition falls (r : nat) (x : ending) (S : state) : bool :=
  match rest S, x with
  | [], Fall es =>
      (length (stack S) =? r) && carried (names S) (rlocs S) es (stack S) && sames (wlocs S) (rlocs S)
  | _, _ => false
  end.

(** After a construct with r results that are bound to ts, over the operands below it. *)
Definition after (L n r : nat) (ts : list nat) (below : list expr) (T : names_of) (cs : list stmt) : state :=
  State (n + r + L) (unknowns n r ++ below) (unknowns (n + r) L) (combine ts (unknowns n r) ++ T)
    (unknowns (n + r) L) cs.

(** On with this state; the region has ended, as it must; refused. *)
Inductive verdict := Go (S : state) | Over | Bad.

Definition check_seq (check : list target -> ending -> state -> instr -> verdict) :=
  fix go (c : list target) (r : nat) (x : ending) (S : state) (b : list instr) : bool :=
    match b with
    | [] => falls r x (settle S)
    | i :: b' => match check c x (settle S) i with Go S' => go c r x S' b' | Over => true | Bad => false end
    end.

(** One instruction, in a function with L locals: c are the labels, x is how Rust's region ends. *)
Fixpoint check (L : nat) (c : list target) (x : ending) (S : state) (i : instr) : verdict :=
  let '(State n st wl T rl cs) := S in
  match i with
  | Const v => Go (State n (EConst v :: st) wl T rl cs)
  | Pure o k =>
      if k <=? length st then Go (State n (EPure o (rev (firstn k st)) :: skipn k st) wl T rl cs) else Bad
  | LocalGet i => match nth_error wl i with Some e => Go (State n (e :: st) wl T rl cs) | None => Bad end
  | LocalSet i => match st with e :: st' => Go (State n st' (put wl i e) T rl cs) | [] => Bad end
  | Drop => match st with _ :: st' => Go (State n st' wl T rl cs) | [] => Bad end
  | Eff o k =>
      match cs with
      | Effect ts o' es :: cs' =>
          if eop_eq o o' then
            if (k <=? length st) && (length ts =? eres o) && fresh ts T && carried T rl es (rev (firstn k st))
            then Go (State (n + eres o) (unknowns n (eres o) ++ skipn k st) wl
                       (combine ts (unknowns n (eres o)) ++ T) rl cs')
            else Bad
          else Bad
      | _ => Bad
      end
  | Call f =>
      match cs, funcs f with
      | RCall ts f' es :: cs', Some fn =>
          let k := Wasm.params fn in
          let r := Wasm.results fn in
          if Nat.eqb f f' && (k <=? length st) && (length ts =? r) && fresh ts T &&
             carried T rl es (rev (firstn k st))
          then Go (State (n + r) (unknowns n r ++ skipn k st) wl (combine ts (unknowns n r) ++ T) rl cs')
          else Bad
      | _, _ => Bad
      end
  | Unreachable => match cs, x with [], Stop => Over | _, _ => Bad end
  | Br d => match cs, x with [], Goto j => if jump_ok c S d j then Over else Bad | _, _ => Bad end
  | BrIf d =>
      match st, cs with
      | e :: st', GotoIf e' j :: cs' =>
          let S' := State n st' wl T rl cs' in
          if carried T rl [e'] [e] && jump_ok c S' d j then Go S' else Bad
      | _, _ => Bad
      end
  | BrTable ds d =>
      match st, cs, x with
      | e :: st', [], Switch e' js j =>
          let S' := State n st' wl T rl [] in
          if carried T rl [e'] [e] && jumps_ok c S' ds js && jump_ok c S' d j then Over else Bad
      | _, _, _ => Bad
      end
  | Block p r b =>
      match cs with
      | RBlock k ts s x' :: cs' =>
          if (p <=? length st) && (length ts =? r) && fresh ts T && new k c &&
             check_seq (check L) (Target k r false :: c) r x' (State n (firstn p st) wl T rl s) b
          then Go (after L n r ts (skipn p st) T cs') else Bad
      | _ => Bad
      end
  | If p r a b =>
      match st, cs with
      | e :: st', RIf k ts e' s1 x1 s2 x2 :: cs' =>
          if (p <=? length st') && (length ts =? r) && fresh ts T && new k c && carried T rl [e'] [e] &&
             check_seq (check L) (Target k r false :: c) r x1 (State n (firstn p st') wl T rl s1) a &&
             check_seq (check L) (Target k r false :: c) r x2 (State n (firstn p st') wl T rl s2) b
          then Go (after L n r ts (skipn p st') T cs') else Bad
      | _, _ => Bad
      end
  | Loop p r b =>
      match cs with
      | RLoop k ps init ts s x' :: cs' =>
          if (p <=? length st) && (length ts =? r) && (length ps =? p) && fresh ts T && fresh ps T && new k c &&
             sames wl rl && carried T rl init (firstn p st) &&
             check_seq (check L) (Target k p true :: c) r x' (after L n p ps [] T s) b
          then Go (after L n r ts (skipn p st) T cs') else Bad
      | _ => Bad
      end
  end.

(** A function: [return] is a branch to label 0. *)
Definition check_func (f : func) (g : rfunc) : bool :=
  let L := Wasm.params f + length (Wasm.declared f) in
  (if list_eq_dec val_eq (Wasm.declared f) (rdeclared g) then true else false) &&
  check_seq (check L) [Target 0 (Wasm.results f) false] (Wasm.results f) (rfinal g)
    (State L [] (unknowns 0 L) [] (unknowns 0 L) (rbody g)) (Wasm.body f).

(** ** Runs and what is known of them *)

Definition holds (u : nat -> val) (es : list expr) (l : nat -> val) := forall i e, nth_error es i = Some e -> l i = ev u e.
Definition named (u : nat -> val) (T : names_of) (t : nat -> val) := forall i e, lookup T i = Some e -> t i = ev u e.
Definition keeps (T : names_of) (t t' : nat -> val) := forall i e, lookup T i = Some e -> t' i = t i.
Definition grows (T T' : names_of) := forall i e, lookup T i = Some e -> lookup T' i = Some e.
Definition same_locals (L : nat) (l l' : nat -> val) := forall i, i < L -> l' i = l i.

Definition wf (L : nat) (S : state) :=
  all_bounded (next S) (stack S) /\ all_bounded (next S) (wlocs S) /\ all_bounded (next S) (rlocs S) /\
  (forall i e, lookup (names S) i = Some e -> bounded (next S) e = true) /\
  length (wlocs S) = L /\ length (rlocs S) = L.

(** Under the valuation u the terms are the values of a run. *)
Definition rel (u : nat -> val) (S : state) (s : list val) (l t l' : nat -> val) :=
  s = map (ev u) (stack S) /\ holds u (wlocs S) l /\ holds u (rlocs S) l' /\ named u (names S) t.

(** An outcome of WebAssembly that leaves the region, and Rust's. *)
Definition leaves (L : nat) (c : list target) (T : names_of) (t : nat -> val) (o : Wasm.wout) (p : rout) : Prop :=
  match o with
  | WNext _ _ _ => False
  | WBranch d s l m => exists b t' l', nth_error c d = Some b /\ carries b <= length s /\
      p = RJump (loops b) (label b) (firstn (carries b) s) t' l' m /\ same_locals L l l' /\ keeps T t t'
  | WTrap => p = RTrap
  | WSteps => p = RSteps
  end.

(** For an instruction: Rust's region does what it does from the state that follows. *)
Definition goes L c x T t (v : verdict) k (o : Wasm.wout) (p : rout) : Prop :=
  match o with
  | WNext s l m =>
      match v with
      | Go S' => exists u t' l', wf L S' /\ rel u S' s l t' l' /\ keeps T t t' /\ grows T (names S') /\
          p = region (exec k) (rest S') x t' l' m
      | _ => False
      end
  | _ => leaves L c T t o p
  end.

(** For a region: its value is what is left on the stack. *)
Definition yields L c T t r (o : Wasm.wout) (p : rout) : Prop :=
  match o with
  | WNext s l m => exists t' l', length s = r /\ p = RFall s t' l' m /\ same_locals L l l' /\ keeps T t t'
  | _ => leaves L c T t o p
  end.

Definition instr_ok k i := forall L c x S u s l t l' m, wf L S -> rel u S s l t l' -> check L c x S i <> Bad ->
  goes L c x (names S) t (check L c x S i) k (step k i s l m) (region (exec k) (rest S) x t l' m).
Definition seq_ok k b := forall L c r x S u s l t l' m, wf L S -> rel u S s l t l' ->
  check_seq (check L) c r x S b = true ->
  yields L c (names S) t r (steps k b s l m) (region (exec k) (rest S) x t l' m).

(** ** Lemmas *)

Lemma keeps_refl T t : keeps T t t. Proof. intros i e _. auto. Qed.
Lemma keeps_trans T T' t t' t'' : keeps T t t' -> grows T T' -> keeps T' t' t'' -> keeps T t t''.
Proof. intros A G B i e E. rewrite (B i e (G i e E)). now apply A with e. Qed.
Lemma grows_refl T : grows T T. Proof. now intros i e. Qed.
Lemma leaves_before L c T T' t t' o p : keeps T t t' -> grows T T' -> leaves L c T' t' o p -> leaves L c T t o p.
Proof.
  intros A G. destruct o; simpl; auto. intros (b & t1 & l1 & N & Le & P & Sl & K). exists b, t1, l1. parts; auto.
  now apply keeps_trans with T' t'.
Qed.
Lemma yields_before L c T T' t t' r o p : keeps T t t' -> grows T T' -> yields L c T' t' r o p -> yields L c T t r o p.
Proof.
  intros A G. destruct o.
  - intros (t1 & l1 & Le & P & Sl & K). exists t1, l1. parts; auto. now apply keeps_trans with T' t'.
  - now apply leaves_before.
  - now apply leaves_before.
  - now apply leaves_before.
Qed.

Lemma put_get l : forall i e j, nth_error (put l i e) j =
  match nth_error l j with Some x => Some (if Nat.eqb j i then e else x) | None => None end.
Proof.
  induction l as [|x l IH]; intros [|i] e [|j]; simpl; auto. { destruct (nth_error l j); auto. }
Qed.
Lemma put_length l : forall i e, length (put l i e) = length l.
Proof. induction l as [|x l IH]; intros [|i] e; simpl; auto. Qed.
Lemma put_bounded n l : forall i e, all_bounded n l -> bounded n e = true -> all_bounded n (put l i e).
Proof. induction l as [|x l IH]; intros [|i] e A B; simpl; auto; inversion A; subst; constructor; auto. Qed.
Lemma holds_put u es l i e : holds u es l -> holds u (put es i e) (update l i (ev u e)).
Proof.
  intros A j x E. rewrite put_get in E. destruct (nth_error es j) as [y|] eqn:Ey; [|discriminate].
  unfold update. destruct (Nat.eqb j i); inversion E; subst; auto.
Qed.

Lemma substs_some T rl es ys : substs T rl es = Some ys -> Forall2 (fun e y => subst T rl e = Some y) es ys.
Proof.
  revert ys. induction es as [|e es IH]; simpl; intros ys E. { inversion E; constructor. }
  destruct (subst T rl e) as [y|] eqn:Ee; [|discriminate]. destruct (substs T rl es) as [zs|]; [|discriminate].
  inversion E; subst. constructor; auto.
Qed.
Lemma subst_value T rl u t l' e : named u T t -> holds u rl l' -> forall y, subst T rl e = Some y -> eval t l' e = ev u y.
Proof.
  intros N R. induction e as [v|i|i|o es IH] using expr_induction; simpl; intros y E.
  - inversion E; auto.
  - now apply R.
  - now apply N.
  - change (match substs T rl es with Some ys => Some (EPure o ys) | None => None end = Some y) in E.
    destruct (substs T rl es) as [ys|] eqn:Es; inversion E; subst. apply substs_some in Es.
    unfold ev. simpl. f_equal. clear E. induction Es as [|e y es ys He _ IHs]; simpl; auto.
    pose proof (Forall_inv IH _ He) as A. apply Forall_inv_tail in IH. f_equal; [exact A|exact (IHs IH)].
Qed.
Lemma subst_bounded T rl n e : (forall i y, lookup T i = Some y -> bounded n y = true) -> all_bounded n rl ->
  forall y, subst T rl e = Some y -> bounded n y = true.
Proof.
  intros N R. induction e as [v|i|i|o es IH] using expr_induction; simpl; intros y E.
  - inversion E; auto.
  - apply nth_error_In in E. rewrite Forall_forall in R. now apply R.
  - now apply N with i.
  - change (match substs T rl es with Some ys => Some (EPure o ys) | None => None end = Some y) in E.
    destruct (substs T rl es) as [ys|] eqn:Es; inversion E; subst. apply substs_some in Es.
    simpl. clear E. induction Es as [|e y es ys He _ IHs]; simpl; auto.
    pose proof (Forall_inv IH _ He) as A. apply Forall_inv_tail in IH. apply andb_true_intro. auto.
Qed.
Lemma carried_values T rl u t l' es ss : named u T t -> holds u rl l' -> carried T rl es ss = true ->
  map (eval t l') es = map (ev u) ss.
Proof.
  unfold carried. intros N R E. destruct (substs T rl es) as [ys|] eqn:Es; [|discriminate].
  apply sames_eq in E. subst. apply substs_some in Es. induction Es; simpl; auto. f_equal; auto.
  now apply subst_value with T rl.
Qed.
Lemma sames_locals L wl rl u l l' : length wl = L -> holds u wl l -> holds u rl l' -> sames wl rl = true -> same_locals L l l'.
Proof.
  intros Len A B E i Hi. apply sames_eq in E. subst rl. destruct (nth_error wl i) as [e|] eqn:Ei.
  - now rewrite (A i e Ei), (B i e Ei).
  - apply nth_error_None in Ei. lia.
Qed.

Lemma fresh_other ts T i e : fresh ts T = true -> lookup T i = Some e -> ~ In i ts.
Proof.
  induction ts as [|j ts IH]; simpl; intros F E; auto. flags. intros [->|I]; [|now apply IH]. rewrite E in *. discriminate.
Qed.
Lemma fresh_keeps ts T t vs : fresh ts T = true -> keeps T t (bind t ts vs).
Proof. intros F i e E. apply (bind_other funcs). exact (fresh_other _ _ _ _ F E). Qed.
Lemma fresh_grows ts T : fresh ts T = true -> forall es, grows T (combine ts es ++ T).
Proof.
  intros F es i e E. pose proof (fresh_other _ _ _ _ F E) as N. clear F. revert es. induction ts as [|j ts IH]; intros [|y es]; simpl; auto.
  simpl in N. destruct (Nat.eqb j i) eqn:J; [apply Nat.eqb_eq in J; tauto|]. apply IH. tauto.
Qed.
Lemma fresh_named u T : forall ts es t, fresh ts T = true -> length ts = length es -> named u T t ->
  named u (combine ts es ++ T) (bind t ts (map (ev u) es)).
Proof.
  induction ts as [|i ts IH]; intros [|e es] t F Len N; simpl in *; try discriminate; auto.
  flags. intros j y E. simpl in E. destruct (Nat.eqb i j) eqn:J.
  - inversion E; subst y. apply Nat.eqb_eq in J. subst j. rewrite (bind_other funcs).
    + unfold update. now rewrite Nat.eqb_refl.
    + intros I. match goal with X : negb _ = true |- _ => apply negb_true_iff in X; rename X into A end.
      assert (existsb (Nat.eqb i) ts = true) by (apply existsb_exists; exists i; now rewrite Nat.eqb_refl). congruence.
  - apply (IH es (update t i (ev u e))); auto. intros a b Ea. unfold update. destruct (Nat.eqb a i) eqn:K; auto.
    apply Nat.eqb_eq in K. subst a. match goal with X : match lookup T i with _ => _ end = true |- _ => now rewrite Ea in X end.
Qed.

Lemma lookup_combine T n : forall ts es i e, lookup (combine ts es ++ T) i = Some e -> all_bounded n es ->
  (forall i e, lookup T i = Some e -> bounded n e = true) -> bounded n e = true.
Proof.
  induction ts as [|j ts IH]; intros [|y es] i e E B N; simpl in *; eauto. inversion B; subst.
  destruct (Nat.eqb j i). { inversion E; subst; auto. } eauto.
Qed.

(** Valuations that differ in later unknowns. *)
Lemma ev_agree n u u' e : bounded n e = true -> agree n u u' -> ev u' e = ev u e.
Proof. apply eval_agree. Qed.
Lemma evs_agree n u u' es : all_bounded n es -> agree n u u' -> map (ev u') es = map (ev u) es.
Proof. apply map_agree. Qed.
Lemma holds_agree n u u' es l : all_bounded n es -> agree n u u' -> holds u es l -> holds u' es l.
Proof.
  intros B A R i e E. rewrite (ev_agree n u u'); auto. apply nth_error_In in E. rewrite Forall_forall in B. now apply B.
Qed.
Lemma named_agree n u u' T t : (forall i e, lookup T i = Some e -> bounded n e = true) -> agree n u u' -> named u T t -> named u' T t.
Proof. intros B A R i e E. rewrite (ev_agree n u u'); eauto. Qed.
Lemma unknowns_bounded n k : all_bounded (n + k) (unknowns n k). Proof. apply temps_bounded. Qed.
Lemma unknowns_values n k u vs : length vs = k -> map (ev (bind u (seq n k) vs)) (unknowns n k) = vs.
Proof. intros E. unfold unknowns, ev. now apply (bind_values funcs). Qed.
Lemma unknowns_length n k : length (unknowns n k) = k. Proof. unfold unknowns. now rewrite map_length, seq_length. Qed.
Lemma names_bounded_more n n' (T : names_of) : n <= n' -> (forall i e, lookup T i = Some e -> bounded n e = true) ->
  forall i e, lookup T i = Some e -> bounded n' e = true.
Proof. intros Le B i e E. apply bounded_more with n; eauto. Qed.

(** After a statement with this outcome. *)
Definition onward k cs x (o : rout) : rout :=
  match o with RNext t l m => region (exec k) cs x t l m | o => o end.
Lemma region_cons k i cs x t l m : region (exec k) (i :: cs) x t l m = onward k cs x (exec k i t l m).
Proof. unfold region, onward. simpl. destruct (exec k i t l m); auto. Qed.

Lemma settle_ok L k x S u s l t l' m : wf L S -> rel u S s l t l' ->
  exists t1 l1, wf L (settle S) /\ rel u (settle S) s l t1 l1 /\ keeps (names S) t t1 /\ grows (names S) (names (settle S)) /\
    region (exec k) (rest S) x t l' m = region (exec k) (rest (settle S)) x t1 l1 m.
Proof.
  destruct S as [n st wl T rl cs]. revert T rl t l'. induction cs as [|i cs IH]; intros T rl t l' W R.
  { exists t, l'. parts; auto using keeps_refl, grows_refl; apply W || apply R. }
  assert (Stop : exists t1 l1, wf L (State n st wl T rl (i :: cs)) /\ rel u (State n st wl T rl (i :: cs)) s l t1 l1 /\
    keeps T t t1 /\ grows T T /\ region (exec k) (i :: cs) x t l' m = region (exec k) (i :: cs) x t1 l1 m).
  { exists t, l'. split; [exact W|split; [exact R|]]. parts; auto using keeps_refl, grows_refl. }
  destruct W as (W1 & W2 & W3 & W4 & W5 & W6). destruct R as (R1 & R2 & R3 & R4). simpl in *.
  unfold settle in *. simpl in *. destruct i as [i e| |i e| | | | |]; auto.
  - (* Let *) destruct (lookup T i) eqn:Li; auto. destruct (subst T rl e) as [y|] eqn:Se; auto.
    pose proof (subst_value _ _ _ _ _ _ R4 R3 _ Se) as V.
    assert (N : forall j z, lookup T j = Some z -> Nat.eqb i j = false).
    { intros j z Ez. destruct (Nat.eqb i j) eqn:J; auto. apply Nat.eqb_eq in J. congruence. }
    assert (N2 : forall j z, lookup T j = Some z -> Nat.eqb j i = false). { intros j z Ez. rewrite Nat.eqb_sym. eauto. }
    destruct (IH ((i, y) :: T) rl (update t i (eval t l' e)) l') as (t1 & l1 & W' & R' & K & G & P).
    { unfold wf; simpl. parts; auto. intros j z Ez. destruct (Nat.eqb i j); eauto. inversion Ez; subst.
      now apply subst_bounded with T rl e. }
    { unfold rel; simpl. parts; auto. intros j z Ez. simpl in Ez. unfold update. rewrite (Nat.eqb_sym j i).
      destruct (Nat.eqb i j); auto. inversion Ez; subst; auto. }
    exists t1, l1. split; [exact W'|split; [exact R'|]]. simpl in *. parts.
    + intros j z Ez. rewrite (K j z). { unfold update. now rewrite (N2 j z). } simpl. now rewrite (N j z).
    + intros j z Ez. apply G. simpl. now rewrite (N j z).
    + rewrite region_cons. replace (exec k (Let i e) t l' m) with (RNext (update t i (eval t l' e)) l' m) by (destruct k; reflexivity).
      exact P.
  - (* SetLocal *) destruct (subst T rl e) as [y|] eqn:Se; auto.
    pose proof (subst_value _ _ _ _ _ _ R4 R3 _ Se) as V.
    destruct (IH T (put rl i y) t (update l' i (eval t l' e))) as (t1 & l1 & W' & R' & K & G & P).
    { unfold wf; simpl. parts; auto; [|now rewrite put_length]. apply put_bounded; auto. now apply subst_bounded with T rl e. }
    { unfold rel; simpl. parts; auto. rewrite V. now apply holds_put. }
    exists t1, l1. split; [exact W'|split; [exact R'|]]. simpl in *. parts; auto.
    rewrite region_cons. replace (exec k (SetLocal i e) t l' m) with (RNext t (update l' i (eval t l' e)) m) by (destruct k; reflexivity).
    exact P.
Qed.

Lemma jump_leaves L c S d j u s l t l' m : wf L S -> rel u S s l t l' -> jump_ok c S d j = true ->
  leaves L c (names S) t (WBranch d s l m) (do_jump j t l' m).
Proof.
  intros (_ & _ & _ & _ & W5 & _) (-> & R2 & R3 & R4). unfold jump_ok.
  destruct (nth_error c d) as [b|] eqn:N; [|discriminate]. destruct j as [continues k es]. intros E. flags.
  exists b, t, l'. parts; auto using keeps_refl.
  - rewrite map_length. now apply Nat.leb_le.
  - simpl. match goal with X : Bool.eqb _ _ = true |- _ => apply Bool.eqb_prop in X; subst end.
    match goal with X : Nat.eqb _ _ = true |- _ => apply Nat.eqb_eq in X; subst end.
    f_equal. rewrite firstn_map. eapply carried_values; eauto.
  - eapply sames_locals; eauto.
Qed.
Lemma jumps_leaves L c S u s l t l' m : wf L S -> rel u S s l t l' -> forall ds js, jumps_ok c S ds js = true ->
  forall d j, jump_ok c S d j = true -> forall i,
  leaves L c (names S) t (WBranch (nth i ds d) s l m) (do_jump (nth i js j) t l' m).
Proof.
  intros W R. induction ds as [|d0 ds IH]; intros [|j0 js] E d j J i; simpl in E; try discriminate.
  - destruct i; now apply jump_leaves with u.
  - flags. destruct i as [|i]; simpl; [now apply jump_leaves with u|]. apply (IH js); auto.
Qed.

Lemma app_split {A} (a c b d : list A) : a ++ b = c ++ d -> length a = length c -> a = c /\ b = d.
Proof.
  revert c. induction a as [|x a IH]; intros [|y c] E Len; simpl in *; try discriminate; auto.
  inversion E; subst. destruct (IH c) as [-> ->]; auto.
Qed.

(** The state behind a construct, with any locals that are the same on both sides. *)
Lemma after_ok L n r ts below T cs u t t1 vs l1 l1' : all_bounded n below ->
  (forall i e, lookup T i = Some e -> bounded n e = true) -> named u T t -> keeps T t t1 -> same_locals L l1 l1' ->
  fresh ts T = true -> length ts = r -> length vs = r ->
  exists u', wf L (after L n r ts below T cs) /\ rel u' (after L n r ts below T cs) (vs ++ map (ev u) below) l1 (bind t1 ts vs) l1' /\
    keeps T t (bind t1 ts vs) /\ grows T (names (after L n r ts below T cs)).
Proof.
  intros B N R K Sl F Lt Lv. set (ls := map l1 (seq 0 L)). assert (Ll : length ls = L) by (unfold ls; now rewrite map_length, seq_length).
  exists (bind u (seq n (r + L)) (vs ++ ls)). set (u' := bind u (seq n (r + L)) (vs ++ ls)).
  assert (A : agree n u u') by apply (bind_agree funcs).
  assert (V : map (ev u') (unknowns n (r + L)) = vs ++ ls) by (apply unknowns_values; rewrite app_length; lia).
  assert (V2 : map (ev u') (unknowns n r) = vs /\ map (ev u') (unknowns (n + r) L) = ls).
  { unfold unknowns in V. rewrite seq_app, !map_app in V. apply app_split in V; auto. now rewrite !map_length, seq_length. }
  destruct V2 as (V2 & V3).
  assert (Lo : forall l, (forall i, i < L -> l i = l1 i) -> holds u' (unknowns (n + r) L) l).
  { intros l E i e Ei. assert (Hi : i < L). { assert (i < length (unknowns (n + r) L)) by (apply nth_error_Some; congruence).
      now rewrite unknowns_length in *. }
    apply (map_nth_error (ev u')) in Ei. rewrite V3 in Ei. unfold ls in Ei. rewrite (map_nth_error l1 i (seq 0 L) (d := i)) in Ei.
    - inversion Ei. now apply E.
    - rewrite (nth_error_nth' (seq 0 L) 0) by now rewrite seq_length. now rewrite seq_nth. }
  parts.
  - unfold wf, after; simpl. parts; auto using unknowns_length.
    + apply Forall_app. split; [apply all_bounded_more with (n + r); [lia|apply unknowns_bounded]|apply all_bounded_more with n; auto; lia].
    + apply unknowns_bounded.
    + apply unknowns_bounded.
    + intros i e E. apply lookup_combine with (n := n + r + L) in E; auto.
      * apply all_bounded_more with (n + r); [lia|apply unknowns_bounded].
      * apply names_bounded_more with n; auto; lia.
  - unfold rel, after; simpl. parts; auto.
    + rewrite map_app, V2. f_equal. symmetry. now apply evs_agree with n.
    + rewrite <- V2. apply fresh_named; auto. { now rewrite unknowns_length. }
      apply named_agree with n u; auto. intros i e E. rewrite (K i e E). now apply R.
  - apply keeps_trans with T t1; auto using grows_refl. now apply fresh_keeps.
  - simpl. now apply fresh_grows.
Qed.

Lemma seq_of k b : (forall i, In i b -> instr_ok k i) -> seq_ok k b.
Proof.
  induction b as [|i b IH]; intros K L c r x S u s l t l' m W R E; simpl in E;
    destruct (settle_ok L k x S u s l t l' m W R) as (t1 & l1 & W1 & R1 & K1 & G1 & P1); rewrite P1.
  - unfold falls in E. destruct (rest (settle S)) eqn:Er; [|discriminate]. destruct x as [es| | |]; try discriminate.
    flags. destruct W1 as (_ & _ & _ & _ & W5 & _). destruct R1 as (-> & R2 & R3 & R4).
    unfold region. simpl. exists t1, l1. rewrite map_length. parts; auto.
    + now apply Nat.eqb_eq.
    + f_equal. eapply carried_values; eauto.
    + eapply sames_locals; eauto.
  - pose proof (K i (or_introl eq_refl) L c x (settle S) u s l t1 l1 m W1 R1) as M.
    unfold Wasm.steps. simpl Wasm.wseq. destruct (check L c x (settle S) i) as [S'| |] eqn:Ec; [| |discriminate].
    + specialize (M ltac:(discriminate)). unfold goes in M. destruct (step k i s l m) as [s2 l2 m2|d s2 l2 m2| |].
      * destruct M as (u2 & t2 & l2' & W2 & R2 & K2 & G2 & P2). rewrite P2.
        apply yields_before with (names S') t2; [eapply keeps_trans; eauto|intros a e A; auto|].
        apply (IH (fun j Hj => K j (or_intror Hj)) L c r x S' u2); auto.
      * now apply leaves_before with (names (settle S)) t1.
      * exact M.
      * exact M.
    + specialize (M ltac:(discriminate)). unfold goes in M. destruct (step k i s l m) as [s2 l2 m2|d s2 l2 m2| |].
      * contradiction.
      * now apply leaves_before with (names (settle S)) t1.
      * exact M.
      * exact M.
Qed.

(** ** Constructs *)

Lemma new_label k c d b : new k c = true -> nth_error c d = Some b -> Nat.eqb (label b) k = false.
Proof.
  intros N E. apply nth_error_In in E. unfold new in N. rewrite forallb_forall in N. now apply negb_true_iff, N.
Qed.

(** For a block, loop or if, over the operands below: its results are what its names are bound to. *)
Definition ends L c T t r (below : list val) ts (o : Wasm.wout) (q : rout) : Prop :=
  match o with
  | WNext s l m => exists t1 l1 vs, s = vs ++ below /\ length vs = r /\ q = RNext (bind t1 ts vs) l1 m /\
      same_locals L l l1 /\ keeps T t t1
  | _ => leaves L c T t o q
  end.

Lemma ends_before L c T t t' r below ts o q : keeps T t t' -> ends L c T t' r below ts o q -> ends L c T t r below ts o q.
Proof.
  intros A. destruct o.
  - intros (t1 & l1 & vs & E & Le & P & Sl & K). exists t1, l1, vs. parts; auto. eapply keeps_trans; eauto using grows_refl.
  - apply leaves_before; auto using grows_refl.
  - apply leaves_before; auto using grows_refl.
  - apply leaves_before; auto using grows_refl.
Qed.

Lemma ends_goes L c x T t r ts o q k cs n below u : all_bounded n below ->
  (forall i e, lookup T i = Some e -> bounded n e = true) -> named u T t -> fresh ts T = true -> length ts = r ->
  ends L c T t r (map (ev u) below) ts o q ->
  goes L c x T t (Go (after L n r ts below T cs)) k o
    (onward k cs x q).
Proof.
  intros B N R F Lt Y. destruct o as [s l m|d s l m| |]; simpl in Y.
  - destruct Y as (t1 & l1 & vs & -> & Lv & -> & Sl & K).
    destruct (after_ok L n r ts below T cs u t t1 vs l l1) as (u' & W' & R' & K' & G'); auto.
    exists u', (bind t1 ts vs), l1. split; [exact W'|split; [exact R'|]]. parts; auto.
  - destruct Y as (b & t1 & l1 & Nb & Le & -> & Sl & K). exists b, t1, l1. parts; auto.
  - now rewrite Y.
  - now rewrite Y.
Qed.

Lemma block_ends L c T t r below o p ts k0 : new k0 c = true ->
  yields L (Target k0 r false :: c) T t r o p -> ends L c T t r below ts (Wasm.wend r below o) (rend k0 ts p).
Proof.
  intros W Y. destruct o as [s l m|[|d] s l m| |]; simpl in Y.
  - destruct Y as (t1 & l1 & Ls & -> & Sl & K). exists t1, l1, s. parts; auto.
  - destruct Y as (b & t1 & l1 & Nb & Le & -> & Sl & K). inversion Nb; subst b. simpl in *. rewrite Nat.eqb_refl.
    exists t1, l1, (firstn r s). parts; auto. now apply firstn_length_le.
  - destruct Y as (b & t1 & l1 & Nb & Le & -> & Sl & K). exists b, t1, l1. parts; auto.
    simpl. destruct (loops b); auto. now rewrite (new_label _ _ _ _ W Nb).
  - now rewrite Y.
  - now rewrite Y.
Qed.

Lemma exec_block k b ts s x t l m : exec k (RBlock b ts s x) t l m = rend b ts (region (exec k) s x t l m).
Proof. destruct k; reflexivity. Qed.
Lemma exec_if k b ts e s1 x1 s2 x2 t l m : exec k (RIf b ts e s1 x1 s2 x2) t l m =
  rend b ts (if nonzero (eval t l e) then region (exec k) s1 x1 t l m else region (exec k) s2 x2 t l m).
Proof. destruct k; reflexivity. Qed.
Lemma exec_loop k label ps init ts b x t l m : exec k (RLoop label ps init ts b x) t l m =
  match region (exec k) b x (bind t ps (map (eval t l) init)) l m with
  | RFall vs t' l' m' => RNext (bind t' ts vs) l' m'
  | RJump true j vs t' l' m' =>
      if Nat.eqb j label
      then match k with 0 => RSteps | S k' => exec k' (RLoop label ps (map EConst vs) ts b x) t' l' m' end
      else RJump true j vs t' l' m'
  | o => o
  end.
Proof. destruct k; reflexivity. Qed.

(** Loops, by their steps: what is known at the start is known again after each [continue]. *)
Lemma loop_ends L c r x p ts ps s b n T k0 below : new k0 c = true -> fresh ps T = true -> length ps = p ->
  (forall i e, lookup T i = Some e -> bounded n e = true) ->
  check_seq (check L) (Target k0 p true :: c) r x (after L n p ps [] T s) b = true ->
  forall k, (forall j, j <= k -> seq_ok j b) -> forall u init args t l l' m,
  map (eval t l') init = args -> length args = p -> named u T t -> same_locals L l l' ->
  ends L c T t r below ts (step k (Loop p r b) (args ++ below) l m) (exec k (RLoop k0 ps init ts s x) t l' m).
Proof.
  intros W F Lp N E. induction k as [k IHk] using lt_wf_ind. intros K u init args t l l' m <- La R Sl.
  rewrite step_loop, exec_loop. set (args := map (eval t l') init) in *.
  replace (firstn p (args ++ below)) with args
    by (rewrite <- La, firstn_app, Nat.sub_diag, firstn_all; simpl; now rewrite app_nil_r).
  replace (skipn p (args ++ below)) with below by (rewrite <- La, skipn_app, Nat.sub_diag, skipn_all; reflexivity).
  destruct (after_ok L n p ps [] T s u t t args l l') as (u' & W' & R' & K' & G'); auto using keeps_refl.
  simpl map in R'. rewrite app_nil_r in R'.
  pose proof (K k (le_n k) _ _ _ _ _ _ _ _ _ _ m W' R' E) as Y. apply (yields_before _ _ T _ t) in Y; auto.
  change (rest (after L n p ps [] T s)) with s in Y.
  destruct (steps k b args l m) as [s1 l1 m1|[|d] s1 l1 m1| |]; simpl in Y.
  - destruct Y as (t2 & l2 & Ls & -> & Sl2 & K2). exists t2, l2, s1. parts; auto.
  - destruct Y as (b0 & t2 & l2 & Nb & Le & -> & Sl2 & K2). inversion Nb; subst b0. simpl in *. rewrite Nat.eqb_refl.
    destruct k as [|k]; [reflexivity|]. apply ends_before with t2; auto.
    apply (IHk k (Nat.lt_succ_diag_r k) (fun j Hj => K j (Nat.le_trans _ _ _ Hj (Nat.le_succ_diag_r k))) u); auto.
    + rewrite map_map. simpl. apply map_id.
    + now apply firstn_length_le.
    + intros i e Ei. rewrite (K2 i e Ei). now apply R.
  - destruct Y as (b0 & t2 & l2 & Nb & Le & -> & Sl2 & K2). exists b0, t2, l2. parts; auto.
    destruct (loops b0); auto. now rewrite (new_label _ _ _ _ W Nb).
  - now rewrite Y.
  - now rewrite Y.
Qed.

(** ** Soundness *)

(** Every function of the module has a counterpart, which was accepted. *)
Hypothesis accepted : forall f,
  match funcs f, rfuncs f with
  | Some fn, Some g => check_func fn g = true
  | None, None => True
  | _, _ => False
  end.

Lemma unknowns_hold u L : holds u (unknowns 0 L) u.
Proof.
  intros i e E. unfold unknowns in E. assert (i < L). { assert (i < length (map ETemp (seq 0 L))) by (apply nth_error_Some; congruence).
    now rewrite map_length, seq_length in *. }
  rewrite (map_nth_error ETemp i (seq 0 L) (d := i)) in E.
  - inversion E; subst. reflexivity.
  - rewrite (nth_error_nth' (seq 0 L) 0) by now rewrite seq_length. now rewrite seq_nth.
Qed.

Lemma return_ok fn g k args m : check_func fn g = true -> seq_ok k (Wasm.body fn) ->
  rreturn (region (exec k) (rbody g) (rfinal g) start (rlocals g args) m) =
    Wasm.wreturn fn (steps k (Wasm.body fn) [] (Wasm.locals_of fn args) m) /\
  forall vs m', Wasm.wreturn fn (steps k (Wasm.body fn) [] (Wasm.locals_of fn args) m) = Wasm.Returns vs m' ->
    length vs = Wasm.results fn.
Proof.
  unfold check_func. intros E K. apply andb_prop in E as [D E]. destruct (list_eq_dec _ _ _) as [D'|]; [|discriminate].
  assert (Lo : rlocals g args = Wasm.locals_of fn args) by (unfold rlocals, Wasm.locals_of; now rewrite D').
  rewrite Lo. set (l := Wasm.locals_of fn args).
  assert (Y := fun W R => K _ _ _ _ _ l [] l start l m W R E).
  assert (Y' : yields (Wasm.params fn + length (Wasm.declared fn)) [Target 0 (Wasm.results fn) false] [] start (Wasm.results fn)
    (steps k (Wasm.body fn) [] l m) (region (exec k) (rbody g) (rfinal g) start l m)).
  { apply Y.
    - unfold wf; simpl. parts; auto using unknowns_length; try exact (unknowns_bounded 0 _); try (intros i e X; discriminate X).
    - unfold rel; simpl. parts; auto using unknowns_hold. intros i e X. discriminate. }
  clear Y. destruct (steps k (Wasm.body fn) [] l m) as [vs l1 m1|[|d] vs l1 m1| |]; simpl in Y'.
  - destruct Y' as (t1 & l2 & Lv & -> & _). split; auto. simpl. intros ? ? X; inversion X; subst; auto.
  - destruct Y' as (b & t1 & l2 & Nb & Le & -> & _). inversion Nb; subst. simpl in *. split; auto.
    intros ? ? X; inversion X; subst. now apply firstn_length_le.
  - destruct Y' as (b & t1 & l2 & Nb & _). simpl in Nb. now destruct d.
  - rewrite Y'. split; auto. discriminate.
  - rewrite Y'. split; auto. discriminate.
Qed.

(** An effect or a call: what it returns is bound to unknowns. *)
Lemma results_ok L n r ts below wl T rl cs u s l t l' vs :
  wf L (State n below wl T rl []) -> rel u (State n below wl T rl []) s l t l' -> fresh ts T = true -> length ts = r -> length vs = r ->
  exists u', wf L (State (n + r) (unknowns n r ++ below) wl (combine ts (unknowns n r) ++ T) rl cs) /\
    rel u' (State (n + r) (unknowns n r ++ below) wl (combine ts (unknowns n r) ++ T) rl cs) (vs ++ s) l (bind t ts vs) l' /\
    keeps T t (bind t ts vs) /\ grows T (combine ts (unknowns n r) ++ T).
Proof.
  intros (W1 & W2 & W3 & W4 & W5 & W6) (-> & R2 & R3 & R4) F Lt Lv. simpl in *.
  exists (bind u (seq n r) vs). set (u' := bind u (seq n r) vs). assert (A : agree n u u') by apply (bind_agree funcs).
  assert (V : map (ev u') (unknowns n r) = vs) by now apply unknowns_values.
  assert (M : forall es, all_bounded n es -> all_bounded (n + r) es) by (intros es; apply all_bounded_more; lia).
  parts.
  - unfold wf; simpl. parts; auto.
    + apply Forall_app. split; [apply unknowns_bounded|auto].
    + intros i e E. apply lookup_combine with (n := n + r) in E; auto. { apply unknowns_bounded. }
      apply names_bounded_more with n; auto; lia.
  - unfold rel; simpl. parts; auto.
    + rewrite map_app, V. f_equal. symmetry. now apply evs_agree with n.
    + now apply holds_agree with n u.
    + now apply holds_agree with n u.
    + rewrite <- V. apply fresh_named; auto. { now rewrite unknowns_length. } now apply named_agree with n u.
  - now apply fresh_keeps.
  - now apply fresh_grows.
Qed.

Lemma rev_firstn_ev u k st : rev (firstn k (map (ev u) st)) = map (ev u) (rev (firstn k st)).
Proof. now rewrite map_rev, firstn_map. Qed.

Theorem instr_sound : forall k i, instr_ok k i.
Proof.
  induction k as [k IHk] using lt_wf_ind.
  enough (Sz : forall z i, size i <= z -> instr_ok k i) by (intros i; now apply (Sz (size i))).
  induction z as [|z IHz]; intros i Sz. { destruct i; simpl in Sz; lia. }
  assert (SeqHere : forall b, sizes b <= z -> seq_ok k b).
  { intros b Sb. apply seq_of. intros j Hj. apply IHz. apply size_in in Hj. lia. }
  assert (SeqLess : forall j b, j < k -> seq_ok j b).
  { intros j b Hj. apply seq_of. intros y _. now apply IHk. }
  intros L c x S u s l t l' m W R. destruct S as [n st wl T rl cs].
  pose proof W as (W1 & W2 & W3 & W4 & W5 & W6). pose proof R as (Rs & R2 & R3 & R4). simpl in W1, W2, W3, W4, W5, W6, Rs, R2, R3, R4.
  (* On to a state with the same names. *)
  assert (Pure_step : forall st' wl' l1, all_bounded n st' -> all_bounded n wl' -> length wl' = L -> holds u wl' l1 ->
    goes L c x T t (Go (State n st' wl' T rl cs)) k (WNext (map (ev u) st') l1 m) (region (exec k) cs x t l' m)).
  { intros st' wl' l1 B1 B2 Le Ho. exists u, t, l'. unfold wf, rel; simpl. parts; auto using keeps_refl, grows_refl. }
  destruct i as [v|o k0|o k0|i|i| |f| |d|d|ds d|p r b|p r b|p r a b]; simpl check; simpl names; simpl rest.
  - (* Const *) intros _. subst s. replace (step k (Const v) _ l m) with (WNext (map (ev u) (EConst v :: st)) l m) by (destruct k; reflexivity).
    apply Pure_step; auto.
  - (* Pure *) destruct (k0 <=? length st) eqn:Le; [intros _|congruence]. subst s.
    replace (step k (Pure o k0) _ l m) with (WNext (map (ev u) (EPure o (rev (firstn k0 st)) :: skipn k0 st)) l m)
      by (simpl; rewrite <- skipn_map; unfold ev at 1; simpl; change (eval u start) with (ev u); rewrite <- rev_firstn_ev; destruct k; reflexivity).
    apply Pure_step; auto. constructor; [|now apply Forall_skipn]. simpl. rewrite forallb_forall. intros e He. apply in_rev in He.
    pose proof (Forall_firstn _ k0 _ W1) as F. rewrite Forall_forall in F. now apply F.
  - (* Eff *) destruct cs as [|[|ts o' es| | | | | |] cs]; try congruence. destruct (eop_eq o o') as [<-|]; [|congruence].
    destruct (_ && _ && _ && _) eqn:E; [intros _|congruence]. flags.
    match goal with X : carried _ _ _ _ = true |- _ => apply (carried_values _ _ u t l') in X; auto; rename X into V end.
    match goal with X : (length ts =? _) = true |- _ => apply Nat.eqb_eq in X; rename X into Lt end.
    replace (step k (Eff o k0) s l m) with (match effect o (rev (firstn k0 s)) m with
      | Some (vs, m') => WNext (vs ++ skipn k0 s) l m' | None => WTrap end) by (destruct k; reflexivity).
    rewrite region_cons. replace (exec k (Effect ts o es) t l' m) with (match effect o (map (eval t l') es) m with
      | Some (vs, m') => RNext (bind t ts vs) l' m' | None => RTrap end) by (destruct k; reflexivity).
    rewrite V, <- rev_firstn_ev, <- Rs. destruct (effect o _ m) as [[vs m']|] eqn:Ee; [|reflexivity]. apply effect_length in Ee.
    destruct (results_ok L n (eres o) ts (skipn k0 st) wl T rl cs u (skipn k0 s) l t l' vs) as (u' & W' & R' & K' & G'); auto.
    { unfold wf; simpl. parts; auto. now apply Forall_skipn. } { unfold rel; simpl. parts; auto. now rewrite Rs, skipn_map. }
    exists u', (bind t ts vs), l'. split; [exact W'|split; [exact R'|]]. parts; auto.
  - (* LocalGet *) destruct (nth_error wl i) as [e|] eqn:Ei; [intros _|congruence]. subst s.
    replace (step k (LocalGet i) _ l m) with (WNext (map (ev u) (e :: st)) l m) by (simpl; rewrite <- (R2 i e Ei); destruct k; reflexivity).
    apply Pure_step; auto. constructor; auto. apply nth_error_In in Ei. rewrite Forall_forall in W2. now apply W2.
  - (* LocalSet *) destruct st as [|e st]; [congruence|intros _]. subst s. inversion W1; subst.
    replace (step k (LocalSet i) _ l m) with (WNext (map (ev u) st) (update l i (ev u e)) m) by (destruct k; reflexivity).
    apply Pure_step; auto. { now apply put_bounded. } { now rewrite put_length. } now apply holds_put.
  - (* Drop *) destruct st as [|e st]; [congruence|intros _]. subst s. inversion W1; subst.
    replace (step k Drop _ l m) with (WNext (map (ev u) st) l m) by (destruct k; reflexivity). now apply Pure_step.
  - (* Call *) destruct cs as [|[| | |ts f' es| | | |] cs]; try congruence. pose proof (accepted f) as Ac.
    destruct (funcs f) as [fn|] eqn:Ef; [|congruence]. destruct (rfuncs f) as [g|] eqn:Eg; [|contradiction].
    destruct (_ && _ && _ && _ && _) eqn:E; [intros _|congruence]. flags.
    match goal with X : Nat.eqb f f' = true |- _ => apply Nat.eqb_eq in X; subst f' end.
    match goal with X : carried _ _ _ _ = true |- _ => apply (carried_values _ _ u t l') in X; auto; rename X into V end.
    match goal with X : (length ts =? _) = true |- _ => apply Nat.eqb_eq in X; rename X into Lt end.
    rewrite region_cons. destruct k as [|k]. { simpl. rewrite Ef, Eg. reflexivity. }
    destruct (return_ok fn g k (rev (firstn (Wasm.params fn) s)) m Ac) as (P & Lv). { apply SeqLess; auto. }
    replace (step (Datatypes.S k) (Call f) s l m)
      with (match Wasm.wreturn fn (steps k (Wasm.body fn) [] (Wasm.locals_of fn (rev (firstn (Wasm.params fn) s))) m) with
        | Wasm.Returns vs m' => WNext (vs ++ skipn (Wasm.params fn) s) l m'
        | Wasm.Traps => WTrap | Wasm.Steps => WSteps end) by (simpl; rewrite Ef; reflexivity).
    replace (exec (Datatypes.S k) (RCall ts f es) t l' m)
      with (match Wasm.wreturn fn (steps k (Wasm.body fn) [] (Wasm.locals_of fn (rev (firstn (Wasm.params fn) s))) m) with
        | Wasm.Returns vs m' => RNext (bind t ts vs) l' m'
        | Wasm.Traps => RTrap | Wasm.Steps => RSteps end)
      by (cbn [Rust.exec]; rewrite Eg, V, <- rev_firstn_ev, <- Rs, P; reflexivity).
    destruct (Wasm.wreturn _ _) as [vs m'| |]; [|reflexivity|reflexivity]. specialize (Lv _ _ eq_refl).
    destruct (results_ok L n (Wasm.results fn) ts (skipn (Wasm.params fn) st) wl T rl cs u (skipn (Wasm.params fn) s) l t l' vs)
      as (u' & W' & R' & K' & G'); auto.
    { unfold wf; simpl. parts; auto. now apply Forall_skipn. } { unfold rel; simpl. parts; auto. now rewrite Rs, skipn_map. }
    exists u', (bind t ts vs), l'. split; [exact W'|split; [exact R'|]]. parts; auto.
  - (* Unreachable *) destruct cs; [|congruence]. destruct x; try congruence. intros _. destruct k; reflexivity.
  - (* Br *) destruct cs; [|congruence]. destruct x as [| j | |]; try congruence. destruct (jump_ok _ _ _ _) eqn:J; [intros _|congruence].
    replace (step k (Br d) s l m) with (WBranch d s l m) by (destruct k; reflexivity).
    exact (jump_leaves _ _ _ _ _ _ _ _ _ _ m W R J).
  - (* BrIf *) destruct st as [|e st]; [congruence|]. destruct cs as [|[| | | |e' j| | |] cs]; try congruence.
    destruct (_ && _) eqn:E; [intros _|congruence]. flags. inversion W1; subst.
    match goal with X : carried _ _ _ _ = true |- _ => apply (carried_values _ _ u t l') in X; auto; inversion X as [V] end.
    assert (W' : wf (length wl) (State n st wl T rl cs)) by (unfold wf; simpl; parts; auto).
    assert (R' : rel u (State n st wl T rl cs) (map (ev u) st) l t l') by (unfold rel; simpl; parts; auto).
    replace (step k (BrIf d) (map (ev u) (e :: st)) l m) with (if nonzero (ev u e) then WBranch d (map (ev u) st) l m else WNext (map (ev u) st) l m)
      by (destruct k; reflexivity).
    rewrite region_cons. replace (exec k (GotoIf e' j) t l' m) with (if nonzero (ev u e) then do_jump j t l' m else RNext t l' m)
      by (rewrite <- V; destruct k; reflexivity).
    destruct (nonzero (ev u e)).
    + match goal with X : jump_ok _ _ _ _ = true |- _ => pose proof (jump_leaves _ _ _ _ _ _ _ _ _ _ m W' R' X) as J end.
      unfold goes. destruct j. exact J.
    + exists u, t, l'. split; [exact W'|split; [exact R'|]]. parts; auto using keeps_refl, grows_refl.
  - (* BrTable *) destruct st as [|e st]; [congruence|]. destruct cs; [|congruence]. destruct x as [| |e' js j|]; try congruence.
    destruct (_ && _ && _) eqn:E; [intros _|congruence]. flags. inversion W1; subst.
    match goal with X : carried _ _ _ _ = true |- _ => apply (carried_values _ _ u t l') in X; auto; inversion X as [V] end.
    assert (W' : wf (length wl) (State n st wl T rl [])) by (unfold wf; simpl; parts; auto).
    assert (R' : rel u (State n st wl T rl []) (map (ev u) st) l t l') by (unfold rel; simpl; parts; auto).
    replace (step k (BrTable ds d) (map (ev u) (e :: st)) l m) with (WBranch (nth (index (ev u e)) ds d) (map (ev u) st) l m)
      by (destruct k; reflexivity).
    unfold region. simpl. rewrite V.
    match goal with A : jumps_ok _ _ _ _ = true, B : jump_ok _ _ _ _ = true |- _ =>
      exact (jumps_leaves _ _ _ _ _ _ _ _ m W' R' _ _ A _ _ B (index (ev u e))) end.
  - (* Block *) destruct cs as [|[| | | | |k0 ts b' x'| |] cs]; try congruence.
    destruct (_ && _ && _ && _ && _) eqn:E; [intros _|congruence]. flags.
    match goal with X : (length ts =? _) = true |- _ => apply Nat.eqb_eq in X; rename X into Lt end.
    rewrite region_cons, exec_block, step_block. rewrite Rs at 1. rewrite skipn_map.
    apply ends_goes with (u := u); auto; [now apply Forall_skipn|]. apply block_ends with (c := c); auto.
    assert (Sb : sizes b <= z).
    { simpl in Sz. change ((fix sum l := match l with [] => 0 | x :: l' => size x + sum l' end) b) with (sizes b) in Sz. lia. }
    apply (SeqHere b Sb L _ r x' (State n (firstn p st) wl T rl b') u (firstn p s) l t l' m); auto.
    { unfold wf; simpl. parts; auto. now apply Forall_firstn. } { unfold rel; simpl. parts; auto. now rewrite Rs, firstn_map. }
  - (* Loop *) destruct cs as [|[| | | | | |k0 ps init ts b' x'|] cs]; try congruence.
    destruct (_ && _ && _ && _ && _ && _ && _ && _ && _) eqn:E; [intros _|congruence]. flags.
    match goal with X : (length ts =? _) = true |- _ => apply Nat.eqb_eq in X; rename X into Lt end.
    match goal with X : (length ps =? _) = true |- _ => apply Nat.eqb_eq in X; rename X into Lp end.
    match goal with X : (p <=? _) = true |- _ => apply Nat.leb_le in X; rename X into Le end.
    match goal with X : carried _ _ _ _ = true |- _ => apply (carried_values _ _ u t l') in X; auto; rename X into V end.
    match goal with X : sames wl rl = true |- _ => apply (sames_locals L wl rl u l l' W5 R2 R3) in X; rename X into Sl end.
    rewrite region_cons.
    replace s with (map (ev u) (firstn p st) ++ map (ev u) (skipn p st)) by (rewrite <- map_app, firstn_skipn; auto).
    apply ends_goes with (u := u); auto; [now apply Forall_skipn|].
    apply loop_ends with (c := c) (n := n) (u := u); auto.
    + intros j Hj. destruct (Nat.eq_dec j k) as [->|]; [|apply SeqLess; lia]. apply SeqHere.
      simpl in Sz. change ((fix sum l := match l with [] => 0 | x :: l' => size x + sum l' end) b) with (sizes b) in Sz. lia.
    + rewrite map_length. now apply firstn_length_le.
  - (* If *) destruct st as [|e st]; [congruence|]. destruct cs as [|[| | | | | | |k0 ts e' s1 x1 s2 x2] cs]; try congruence.
    destruct (_ && _ && _ && _ && _ && _ && _) eqn:E; [intros _|congruence]. flags. inversion W1; subst.
    match goal with X : carried _ _ _ _ = true |- _ => apply (carried_values _ _ u t l') in X; auto; inversion X as [V] end.
    match goal with X : (length ts =? _) = true |- _ => apply Nat.eqb_eq in X; subst end.
    rewrite region_cons, exec_if, V. simpl map. rewrite step_if, skipn_map, firstn_map.
    simpl in Sz. change ((fix sum l := match l with [] => 0 | x :: l' => size x + sum l' end)) with sizes in Sz.
    apply ends_goes with (u := u); auto; [now apply Forall_skipn|]. apply block_ends with (c := c); auto.
    assert (W' : forall y, wf (length wl) (State n (firstn p st) wl T rl y)) by (intros y; unfold wf; simpl; parts; auto; now apply Forall_firstn).
    assert (R' : forall y, rel u (State n (firstn p st) wl T rl y) (map (ev u) (firstn p st)) l t l') by (intros y; unfold rel; simpl; parts; auto).
    destruct (nonzero (ev u e)).
    + assert (Sa : sizes a <= z) by lia. apply (SeqHere a Sa _ _ _ x1 _ u _ l t l' m (W' s1) (R' s1)); auto.
    + assert (Sb : sizes b <= z) by lia. apply (SeqHere b Sb _ _ _ x2 _ u _ l t l' m (W' s2) (R' s2)); auto.
Qed.

(** What was accepted computes what the WebAssembly module computes: for every function, arguments, memory and number
    of steps the same results and memory, a trap on both sides, or out of steps on both. *)
Theorem validation_sound : forall k f args m, rcall rfuncs k f args m = Wasm.wcall funcs k f args m.
Proof.
  intros k f args m. unfold rcall, Wasm.wcall. pose proof (accepted f) as A.
  destruct (funcs f) as [fn|]; destruct (rfuncs f) as [g|]; try contradiction; auto.
  apply return_ok; auto. apply seq_of. intros i _. apply instr_sound.
Qed.

End Validator.

Print Assumptions validation_sound.
